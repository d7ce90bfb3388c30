import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Relation } from '../graph'
import { adds } from './hints'
import type { MemoryDeps } from './tool-deps'

export const createRelations = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'create_relations',
    title: 'Create Relations',
    description:
      'Create multiple new relations between entities in the knowledge graph. Relations should be in active voice',
    input: { relations: z.array(Relation) },
    output: { relations: z.array(Relation) },
    hints: adds,
    run({ relations }) {
      const created = store.createRelations(relations)
      changed()
      return { structured: { relations: created }, text: JSON.stringify(created, null, 2) }
    },
  })
