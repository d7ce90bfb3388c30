/**
 * Upper bounds in milliseconds of the latency buckets; a last bucket takes everything above.
 * They hold the OpenTelemetry advice for MCP durations (0.01 s to 300 s) and go finer below it, because a
 * call to a built-in tool takes well under a millisecond.
 */
export const LATENCY_BOUNDS_MS = [
  0.25, 0.5, 1, 2.5, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000,
  300_000,
] as const

/** Counts per latency bucket; always `LATENCY_BOUNDS_MS.length + 1` entries. */
export type LatencyBuckets = number[]

export function emptyBuckets(): LatencyBuckets {
  return new Array<number>(LATENCY_BOUNDS_MS.length + 1).fill(0)
}

/** Adds one observation, in milliseconds, in place. */
export function observe(buckets: LatencyBuckets, durationMs: number): void {
  let low = 0
  let high: number = LATENCY_BOUNDS_MS.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (durationMs <= (LATENCY_BOUNDS_MS[middle] as number)) high = middle
    else low = middle + 1
  }
  buckets[low] = (buckets[low] ?? 0) + 1
}

/** Adds `other` into `target`, in place. */
export function mergeBuckets(target: LatencyBuckets, other: readonly number[]): void {
  for (let index = 0; index < target.length; index++)
    target[index] = (target[index] ?? 0) + (other[index] ?? 0)
}

/**
 * Estimates a quantile by linear interpolation inside its bucket, as Prometheus' histogram_quantile does.
 * @param q between 0 and 1
 * @returns milliseconds, or null when nothing was observed
 */
export function quantile(buckets: readonly number[], q: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const rank = q * total
  let seen = 0
  for (let index = 0; index < buckets.length; index++) {
    const count = buckets[index] ?? 0
    if (count > 0 && seen + count >= rank) {
      const lower = index === 0 ? 0 : (LATENCY_BOUNDS_MS[index - 1] as number)
      const upper = LATENCY_BOUNDS_MS[index] ?? lower
      return lower + (upper - lower) * Math.max(0, (rank - seen) / count)
    }
    seen += count
  }
  return LATENCY_BOUNDS_MS.at(-1) ?? null
}
