import { z } from 'zod'
import { ServiceId } from './service'

/** Token bucket for bursts and a sliding window of a minute, for each client and service apart. */
export const RateLimit = z.object({
  /** Calls in any 60 s. */
  perMinute: z.number().int().min(1).max(10_000_000),
  /** Calls at once; refilled evenly over the minute. */
  burst: z.number().int().min(1).max(1_000_000),
})
export type RateLimit = z.infer<typeof RateLimit>

/** What holds of a service that comes with a rate of its own, where the person said nothing of it: a stricter one for all does too. */
export function stricter(own: RateLimit, ofAll: RateLimit): RateLimit {
  return { perMinute: Math.min(own.perMinute, ofAll.perMinute), burst: Math.min(own.burst, ofAll.burst) }
}

/** Every limit on calls a person may change. Times in seconds. */
export const GatewayLimits = z.object({
  rate: RateLimit.default({ perMinute: 6_000, burst: 300 }),
  /** In place of `rate` for single services. */
  rateByService: z.record(ServiceId, RateLimit).default({}),
  concurrency: z
    .object({
      /** The adaptive limit on calls in flight per service starts at `initial` and stays within min..max. */
      initial: z.number().int().min(1).max(10_000),
      min: z.number().int().min(1).max(1_000),
      max: z.number().int().min(1).max(10_000),
      /** Calls that wait per service; more are refused. */
      queue: z.number().int().min(0).max(50),
      /** A call waits at most this long in the queue. */
      queueTimeoutMs: z.number().int().min(10).max(60_000),
    })
    .default({ initial: 32, min: 4, max: 256, queue: 50, queueTimeoutMs: 5_000 }),
  breaker: z
    .object({
      /** Failures in a row that open the circuit. */
      failures: z.number().int().min(1).max(1_000),
      /** Once open, one call is let through after this long. */
      openS: z.number().int().min(1).max(3_600),
    })
    .default({ failures: 5, openS: 30 }),
  cache: z
    .object({
      enabled: z.boolean(),
      memoryMb: z.number().int().min(1).max(512),
      diskMb: z.number().int().min(0).max(4_096),
    })
    .default({ enabled: true, memoryMb: 16, diskMb: 64 }),
})
export type GatewayLimits = z.infer<typeof GatewayLimits>
export const defaultLimits: GatewayLimits = GatewayLimits.parse({})
