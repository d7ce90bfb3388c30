import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { AddressInput, Entry, EntrySummary, MAX_BATCH } from '../entry'
import { reads, type KnowledgeDeps } from './tool-deps'

const AddressOutput = EntrySummary.pick({ source: true, category: true, key: true })

export const recallBatch = ({ store }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'recall_batch',
    title: 'Recall Batch',
    description: `Read up to ${MAX_BATCH} entries whole by their exact addresses in one call.`,
    input: { entries: z.array(AddressInput).min(1).max(MAX_BATCH) },
    output: {
      entries: z.array(Entry).describe('Those that exist, in the order of the call'),
      missing: z.array(AddressOutput),
      omitted: z
        .array(AddressOutput)
        .describe('They exist but would make the answer too long: ask again for them'),
    },
    hints: reads,
    freshness: 300,
    run: ({ entries }) => ({ structured: store.recall(entries) }),
  })
