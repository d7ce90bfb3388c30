import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { CallContents, CallOutcome, CallRecord, ProtocolEra } from '../domain/call'
import { procedure } from './errors'
import { PlaygroundAnswer } from './playground'

export const CallFilter = z.object({
  serviceId: z.string().optional(),
  outcome: CallOutcome.optional(),
  client: z.string().max(200).optional(),
  method: z.string().max(200).optional(),
  era: ProtocolEra.optional(),
  /** Inclusive UTC epoch ms. */
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  /** Only calls that took at least this long. */
  slowerThanMs: z.number().min(0).optional(),
  /** Part of the tool, client or method name. */
  text: z.string().max(200).default(''),
  /** Part of the arguments or the result, where they were kept. */
  contents: z.string().max(200).optional(),
})
export type CallFilter = z.infer<typeof CallFilter>

const one = z.object({ id: z.string() })

export const activity = {
  /** Newest first; `beforeId` pages back. */
  list: procedure
    .input(
      CallFilter.extend({
        beforeId: z.string().optional(),
        limit: z.number().int().min(1).max(10_000).default(500),
      }),
    )
    .output(z.object({ calls: z.array(CallRecord), more: z.boolean() })),
  /** New calls in batches, at most every 250 ms. */
  watch: procedure
    .input(CallFilter)
    .output(eventIterator(z.object({ calls: z.array(CallRecord), dropped: z.number().int() }))),
  /** `contents` is null when they were not kept. */
  get: procedure.input(one).output(z.object({ call: CallRecord, contents: CallContents.nullable() })),
  /** Sends the same request again, as a new call. Fails with BAD_INPUT when the arguments were not kept whole. */
  replay: procedure.input(one).output(PlaygroundAnswer),
  /** The calls a filter finds, oldest first, at most 100,000, in chunks of text. */
  export: procedure
    .input(z.object({ filter: CallFilter, format: z.enum(['jsonl', 'csv']), contents: z.boolean() }))
    .output(eventIterator(z.object({ text: z.string(), calls: z.number().int(), total: z.number().int() }))),
  /** Removes kept contents, not the records. */
  forgetContents: procedure.input(z.object({})).output(z.object({ calls: z.number().int() })),
}
