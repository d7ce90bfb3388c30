import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { reads, type KnowledgeDeps } from './tool-deps'

const Time = z.number().int().nullable().describe('UTC epoch ms; null when there is nothing')
const Group = z.object({
  source: z.string(),
  category: z.string(),
  entries: z.number().int(),
  bytes: z.number().int(),
})
const Embeddings = z.object({
  model: z.string(),
  embedded: z.number().int(),
  waiting: z.number().int(),
  refused: z.number().int().describe('The endpoint would not take their text'),
  lastError: z.string().nullable(),
})

export const knowledgeStatistics = ({ store }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'knowledge_statistics',
    title: 'Knowledge Statistics',
    description:
      'Count what is kept: entries and bytes in all and by source and category, oldest and newest, and how far ' +
      'embeddings are when an endpoint is set.',
    input: {},
    output: {
      entries: z.number().int(),
      bytes: z.number().int().describe('Of all values'),
      oldestUpdatedAt: Time,
      newestUpdatedAt: Time,
      groups: z.array(Group).describe('The largest 100'),
      moreGroups: z.number().int(),
      embeddings: Embeddings.nullable().describe('Null when no endpoint is set'),
    },
    hints: reads,
    freshness: 60,
    run() {
      const embeddings = store.embeddings()
      return {
        structured: { ...store.statistics(), embeddings },
        // The work in the background goes on, and an endpoint that failed may answer the next time.
        isPassing: embeddings !== null && (embeddings.waiting > 0 || embeddings.lastError !== null),
      }
    },
  })
