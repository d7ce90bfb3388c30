import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Entity } from '../graph'
import { adds } from './hints'
import type { MemoryDeps } from './tool-deps'

export const createEntities = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'create_entities',
    title: 'Create Entities',
    description: 'Create multiple new entities in the knowledge graph',
    input: { entities: z.array(Entity) },
    output: { entities: z.array(Entity) },
    hints: adds,
    run({ entities }) {
      const created = store.createEntities(entities)
      changed()
      return { structured: { entities: created }, text: JSON.stringify(created, null, 2) }
    },
  })
