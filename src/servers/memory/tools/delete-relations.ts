import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { Relation } from '../graph'
import { deletes } from './hints'
import type { MemoryDeps } from './tool-deps'

const message = 'Relations deleted successfully'

export const deleteRelations = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'delete_relations',
    title: 'Delete Relations',
    description: 'Delete multiple relations from the knowledge graph',
    input: { relations: z.array(Relation).describe('An array of relations to delete') },
    output: { success: z.boolean(), message: z.string() },
    hints: deletes,
    run({ relations }) {
      store.deleteRelations(relations)
      changed()
      return { structured: { success: true, message }, text: message }
    },
  })
