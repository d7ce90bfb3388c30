import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { LogEntry, LogLevel } from '../domain/log'
import { procedure } from './errors'

export const logs = {
  /** Newest last. `before` (epoch ms, exclusive) pages back. */
  search: procedure
    .input(
      z.object({
        source: z.string(),
        text: z.string().max(500).default(''),
        minLevel: LogLevel.default('debug'),
        before: z.number().optional(),
        limit: z.number().int().min(1).max(5_000).default(500),
      }),
    )
    .output(z.object({ entries: z.array(LogEntry), more: z.boolean() })),
  /** The last `backlog` lines, then new ones in batches at most every 100 ms; `dropped` counts lines left out under load. */
  tail: procedure
    .input(z.object({ source: z.string(), backlog: z.number().int().min(0).max(5_000).default(500) }))
    .output(eventIterator(z.object({ entries: z.array(LogEntry), dropped: z.number().int() }))),
}
