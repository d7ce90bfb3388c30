import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { deletes } from './hints'
import type { MemoryDeps } from './tool-deps'

const Deletion = z.object({
  entityName: z.string().describe('The name of the entity containing the observations'),
  observations: z.array(z.string()).describe('An array of observations to delete'),
})
const message = 'Observations deleted successfully'

export const deleteObservations = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'delete_observations',
    title: 'Delete Observations',
    description: 'Delete specific observations from entities in the knowledge graph',
    input: { deletions: z.array(Deletion) },
    output: { success: z.boolean(), message: z.string() },
    hints: deletes,
    run({ deletions }) {
      store.deleteObservations(deletions)
      changed()
      return { structured: { success: true, message }, text: message }
    },
  })
