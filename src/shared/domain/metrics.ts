import { z } from 'zod'
import { ServiceId } from './service'

/** What the gateway counted for one service and target since its last report. */
export const TrafficSample = z.object({
  serviceId: ServiceId,
  /** Tool name, or the JSON-RPC method for everything that is not a tool call. */
  target: z.string(),
  calls: z.number().int(),
  errors: z.number().int(),
  /** In flight at the moment of the report. */
  inFlight: z.number().int(),
  requestBytes: z.number().int(),
  responseBytes: z.number().int(),
  durationSumMs: z.number(),
  /** Counts per bucket of LATENCY_BOUNDS_MS. */
  buckets: z.array(z.number().int()),
})
export type TrafficSample = z.infer<typeof TrafficSample>

/** What a process reported of itself at one moment. */
export const ProcessSample = z.object({
  /** A service id, `center` or `gateway`. */
  source: z.string(),
  pid: z.number().int(),
  cpuPercent: z.number(),
  rssBytes: z.number(),
  loopLagMs: z.number(),
  uptimeMs: z.number(),
  restarts: z.number().int(),
})
export type ProcessSample = z.infer<typeof ProcessSample>

/** The measures that can be charted. Rates are per second; latency in ms; memory in bytes; CPU in percent of a core. */
export const Measure = z.enum([
  'callsPerSecond',
  'errorsPerSecond',
  'latencyP50Ms',
  'latencyP95Ms',
  'latencyP99Ms',
  'inFlight',
  'requestBytesPerSecond',
  'responseBytesPerSecond',
  'cpuPercent',
  'rssBytes',
  'loopLagMs',
])
export type Measure = z.infer<typeof Measure>

/** One point of a chart; `value` null marks a gap (stopped, asleep, nothing measured). */
export const SeriesPoint = z.object({ at: z.number(), value: z.number().nullable() })
export type SeriesPoint = z.infer<typeof SeriesPoint>

/** A measure over time; `stepMs` is the width of one point. */
export const Series = z.object({ measure: Measure, stepMs: z.number(), points: z.array(SeriesPoint) })
export type Series = z.infer<typeof Series>

/** Totals of one tool over a time range. */
export const ToolStats = z.object({
  target: z.string(),
  calls: z.number().int(),
  errors: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  requestBytes: z.number(),
  responseBytes: z.number(),
})
export type ToolStats = z.infer<typeof ToolStats>

/** What moved in the last second, for the live figures on the overview. */
export const LivePulse = z.object({
  at: z.number(),
  callsPerSecond: z.number(),
  errorsPerSecond: z.number(),
  inFlight: z.number().int(),
  /** Calls per second by service. */
  byService: z.record(z.string(), z.number()),
})
export type LivePulse = z.infer<typeof LivePulse>
