import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { deletes } from './hints'
import type { MemoryDeps } from './tool-deps'

const message = 'Entities deleted successfully'

export const deleteEntities = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'delete_entities',
    title: 'Delete Entities',
    description: 'Delete multiple entities and their associated relations from the knowledge graph',
    input: { entityNames: z.array(z.string()).describe('An array of entity names to delete') },
    output: { success: z.boolean(), message: z.string() },
    hints: deletes,
    run({ entityNames }) {
      store.deleteEntities(entityNames)
      changed()
      return { structured: { success: true, message }, text: message }
    },
  })
