import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { CallOutcome, CallRecord } from '../domain/call'
import { procedure } from './errors'

export const CallFilter = z.object({
  serviceId: z.string().optional(),
  outcome: CallOutcome.optional(),
  /** Part of the tool, client or method name. */
  text: z.string().max(200).default(''),
})
export type CallFilter = z.infer<typeof CallFilter>

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
}
