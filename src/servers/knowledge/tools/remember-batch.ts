import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { AddressInput, EntrySummary, ExpectedUpdatedAt, MAX_BATCH, Metadata, nameOf, Value } from '../entry'
import { overwrites, type KnowledgeDeps } from './tool-deps'

const Draft = AddressInput.extend({
  value: Value,
  metadata: Metadata.optional(),
  expectedUpdatedAt: ExpectedUpdatedAt.optional(),
})
const Remembered = EntrySummary.pick({ source: true, category: true, key: true, updatedAt: true }).extend({
  created: z.boolean(),
})

export const rememberBatch = ({ store, sendsOut }: KnowledgeDeps): Tool =>
  defineTool({
    name: 'remember_batch',
    title: 'Remember Batch',
    description: `Keep up to ${MAX_BATCH} facts in one call, all of them or none. Each has the same members as in remember.`,
    input: { entries: z.array(Draft).min(1).max(MAX_BATCH) },
    output: {
      created: z.number().int(),
      updated: z.number().int(),
      entries: z.array(Remembered).describe('In the order of the call'),
    },
    hints: { ...overwrites, openWorldHint: sendsOut },
    run({ entries }) {
      refuseTwins(entries)
      const remembered = store.remember(entries)
      store.written()
      const created = remembered.filter((each) => each.created).length
      return {
        structured: {
          created,
          updated: remembered.length - created,
          entries: remembered.map(({ entry: { source, category, key, updatedAt }, created }) => ({
            source,
            category,
            key,
            updatedAt,
            created,
          })),
        },
      }
    },
  })

/** Two values for one address are a mistake of the caller; the last one would silently win. */
function refuseTwins(entries: readonly z.infer<typeof Draft>[]): void {
  const seen = new Set<string>()
  for (const entry of entries) {
    const address = JSON.stringify([entry.source, entry.category, entry.key])
    if (seen.has(address))
      throw new ToolError(`Nothing was written: ${nameOf(entry)} stands in the batch twice. Send each once.`)
    seen.add(address)
  }
}
