import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads } from './hints'
import type { MemoryDeps } from './tool-deps'

const Found = z.object({
  name: z.string(),
  entityType: z.string(),
  score: z.number().describe('Higher fits better; comparable within one answer only'),
  observations: z
    .array(z.string())
    .describe('At most five: those that fit best, also ones that stand beside them; long ones cut'),
  totalObservations: z.number().int().describe('How many it has in all; open_nodes reads them'),
})

export const searchMemory = ({ store }: MemoryDeps): Tool =>
  defineTool({
    name: 'search_memory',
    title: 'Search Memory',
    description:
      'Find entities by what is known of them, best first: words in any order and inflection, a question works ' +
      'too. Answers the observations that fit and those beside them, at most five, so it stays short however large the graph is. Use search_nodes ' +
      'for an exact part of a word, open_nodes to read an entity whole.',
    input: {
      query: z.string().trim().min(1).max(1_000).describe('Words or a question; no operators'),
      limit: z.number().int().min(1).max(50).default(10).describe('How many entities to return'),
    },
    output: {
      entities: z.array(Found),
      indexing: z
        .number()
        .optional()
        .describe('Only while an older graph is still being indexed: the share, 0 to 1, that was searched'),
    },
    hints: reads,
    freshness: 300,
    run({ query, limit }) {
      const entities = store.searchMemory(query, limit)
      const indexing = store.indexedShare()
      return indexing === null
        ? { structured: { entities } }
        : { structured: { entities, indexing }, isPassing: true }
    },
  })
