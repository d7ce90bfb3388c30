import { DAY, MINUTE } from '@shared/lib/clock'

/**
 * Two windows, because each alone is blind: the short one misses a slow loop (a crash each 11 min), the
 * long one lets a fast loop burn a day's allowance in minutes.
 */
export const CRASH_LIMITS = [
  { withinMs: 10 * MINUTE, most: 5 },
  { withinMs: DAY, most: 20 },
] as const

const KEPT_MS = DAY

/** Remembers the unplanned ends of one service. Times are on the monotonic clock, ms. */
export class CrashWindow {
  #ends: number[] = []

  record(atMs: number): void {
    this.#ends.push(atMs)
    this.#ends = this.#ends.filter((end) => atMs - end < KEPT_MS)
  }

  /** How many ends lie in the last `withinMs` before `atMs`. */
  count(atMs: number, withinMs: number): number {
    return this.#ends.filter((end) => atMs - end < withinMs).length
  }

  /** True when either window holds more ends than it may: more restarts would only repeat the crash. */
  isExceeded(atMs: number): boolean {
    return CRASH_LIMITS.some(({ withinMs, most }) => this.count(atMs, withinMs) > most)
  }

  clear(): void {
    this.#ends = []
  }
}
