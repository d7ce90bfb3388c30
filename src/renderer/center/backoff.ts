/** Waits between attempts to reach the control center, ms: quick at first, then calm. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000]

/**
 * How long to wait before the given attempt (0 is the first one after a loss).
 * Up to a fifth is taken off at random, so that many pages do not come back in one moment.
 */
export function reconnectDelayMs(attempt: number, random: () => number = Math.random): number {
  const wait = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] as number
  return Math.round(wait * (1 - random() * 0.2))
}
