import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { adds } from './hints'
import type { MemoryDeps } from './tool-deps'

const Addition = z.object({
  entityName: z.string().describe('The name of the entity to add the observations to'),
  contents: z.array(z.string()).describe('An array of observation contents to add'),
})
const Added = z.object({ entityName: z.string(), addedObservations: z.array(z.string()) })

export const addObservations = ({ store, changed }: MemoryDeps): Tool =>
  defineTool({
    name: 'add_observations',
    title: 'Add Observations',
    description: 'Add new observations to existing entities in the knowledge graph',
    input: { observations: z.array(Addition) },
    output: { results: z.array(Added) },
    hints: adds,
    run({ observations }) {
      const results = store.addObservations(observations)
      changed()
      return { structured: { results }, text: JSON.stringify(results, null, 2) }
    },
  })
