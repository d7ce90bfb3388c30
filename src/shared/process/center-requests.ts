import { z } from 'zod'
import { ConsentAnswer, ConsentQuestion } from '../domain/consent'
import { LogEntry, LogLevel } from '../domain/log'
import { Probe, type CenterDuty } from '../domain/manifest'
import { ServiceId, ServiceSnapshot } from '../domain/service'

/** Log lines by what they say; empty or absent parts match everything. */
export const LogLinesQuery = z.object({
  /** Services' ids, `center`, `gateway`; empty: all logs. */
  sources: z.array(z.string().max(100)).max(100),
  minLevel: LogLevel,
  /** UTC epoch ms, inclusive and exclusive. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** Case-insensitive part of the text. */
  text: z.string().max(500),
  /** Which lines come first when there are more than `limit`; newest first when absent. */
  order: z.enum(['newest-first', 'oldest-first']).optional(),
  /** Leaves out that many lines first: with `from` or `to` the next page begins exactly where the last one ended. */
  skip: z.number().int().min(0).max(1_000_000).optional(),
  limit: z.number().int().min(1).max(5_000),
  /** Longer texts and fields are cut, in UTF-16 code units; absent: not. An answer has a megabyte at most in any case. */
  maxLineLength: z.number().int().min(0).max(40_000).optional(),
  /** When nothing is there yet, waits at most this long for the first line. */
  waitMs: z.number().int().min(0).max(60_000).optional(),
})
export type LogLinesQuery = z.infer<typeof LogLinesQuery>

/** A line as it is found: when it is cut, fields too long are `{ beginning }`, the beginning of their JSON. */
export const FoundLogEntry = LogEntry.extend({ isCut: z.boolean().optional() })
export type FoundLogEntry = z.infer<typeof FoundLogEntry>

/** In the order that was asked for; `more` also when fewer than `limit` filled the answer. */
export const LogLines = z.object({ entries: z.array(FoundLogEntry), more: z.boolean() })

/** What one log file group holds. Times are UTC epoch ms; null when it is empty. */
export const LogSourceStatistics = z.object({
  source: z.string(),
  bytes: z.number(),
  entries: z.number().int(),
  byLevel: z.record(LogLevel, z.number().int()),
  oldestAt: z.number().nullable(),
  newestAt: z.number().nullable(),
  /** Errors of the last 24 hours, an hour each, the present hour last. */
  errorsByHour: z.array(z.number().int()).length(24),
})
export type LogSourceStatistics = z.infer<typeof LogSourceStatistics>

/** A service as another service may reach it: through the gateway, as a client. */
export const ReachableService = z.object({
  snapshot: ServiceSnapshot,
  url: z.string(),
  /** The harmless call that its manifest names. */
  probe: Probe.nullable(),
})
export type ReachableService = z.infer<typeof ReachableService>

/** So much text and fields (as JSON) may one request write, in UTF-16 code units: main redacts them, 16,000 in about 0.6 ms. */
export const MAX_WRITTEN_LENGTH = 200_000

/** A line as a client gives it. */
const LineToWrite = z.object({
  level: LogLevel,
  text: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
})

/** What counts towards `MAX_WRITTEN_LENGTH`. */
export function writtenLength(lines: readonly z.infer<typeof LineToWrite>[]): number {
  return lines.reduce(
    (sum, { text, fields }) => sum + text.length + (fields ? JSON.stringify(fields).length : 0),
    0,
  )
}

/** What a service may ask of main over its private channel, by kind. */
export const CenterRequest = z.discriminatedUnion('kind', [
  /** Starts `src/servers/<service>/workers/<worker>.ts` in a process of its own. */
  z.object({
    kind: z.literal('worker.start'),
    worker: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
    /** Resident memory; beyond it the worker is killed. */
    memoryLimitMb: z.number().int().min(32).max(16_384),
    /**
     * For foreign code: the worker may read these folders (absolute paths) beside its program, and nothing else; it may
     * write nothing and start nothing. Absent: it may what its service may.
     */
    readOnly: z.array(z.string().min(1).max(4_096)).max(20).optional(),
  }),
  /** Kills it (SIGKILL); answers when it is gone. */
  z.object({ kind: z.literal('worker.kill'), workerId: z.string() }),
  z.object({ kind: z.literal('consent.ask'), question: ConsentQuestion }),
  z.object({ kind: z.literal('logs.search'), query: LogLinesQuery }),
  /** Lines of clients go to the log of the asking service. */
  z.object({
    kind: z.literal('logs.write'),
    lines: z
      .array(LineToWrite)
      .min(1)
      .max(1_000)
      .refine((lines) => writtenLength(lines) <= MAX_WRITTEN_LENGTH),
  }),
  z.object({ kind: z.literal('logs.statistics') }),
  /**
   * Removes lines older than this, UTC epoch ms, at the earliest those of a day ago; an empty list means every log. The
   * control center's log says how many, and for which client.
   */
  z.object({
    kind: z.literal('logs.forget'),
    before: z.number(),
    sources: z.array(z.string()),
    client: z.string().max(500).nullable(),
  }),
  /** Every service with its state, and a token for the gateway's ports. */
  z.object({ kind: z.literal('services.list') }),
  z.object({ kind: z.literal('services.access') }),
  /** Starts one that sleeps, as a request for it would; does nothing to any other. */
  z.object({ kind: z.literal('services.wake'), id: ServiceId }),
])
export type CenterRequest = z.infer<typeof CenterRequest>
export type CenterRequestKind = CenterRequest['kind']
/** A request without its kind. */
export type CenterRequestDetails<Kind extends CenterRequestKind> = Omit<
  Extract<CenterRequest, { kind: Kind }>,
  'kind'
>

/** What each request is answered with. */
export const centerResponses = {
  'worker.start': z.object({ workerId: z.string(), endpoint: z.string(), pid: z.number().int().nullable() }),
  /** Why it ended before, when it did. */
  'worker.kill': z.object({ ended: z.string().nullable() }),
  'consent.ask': ConsentAnswer,
  'logs.search': LogLines,
  'logs.write': z.object({ written: z.number().int() }),
  'logs.statistics': z.object({ sources: z.array(LogSourceStatistics) }),
  'logs.forget': z.object({ removed: z.number().int() }),
  'services.list': z.object({ services: z.array(ReachableService) }),
  'services.access': z.object({ token: z.string() }),
  'services.wake': z.object({}),
} as const satisfies Record<CenterRequestKind, z.ZodType>
export type CenterResponse<Kind extends CenterRequestKind> = z.infer<(typeof centerResponses)[Kind]>

const duties: Record<CenterRequestKind, CenterDuty> = {
  'worker.start': 'workers',
  'worker.kill': 'workers',
  'consent.ask': 'consent',
  'logs.search': 'logs-read',
  'logs.statistics': 'logs-read',
  'logs.write': 'logs-keep',
  'logs.forget': 'logs-keep',
  'services.list': 'services',
  'services.access': 'services',
  'services.wake': 'services',
}

/** Which duty a request belongs to; a manifest names the duties its service may ask for. */
export function dutyOf(kind: CenterRequestKind): CenterDuty {
  return duties[kind]
}
