import { MINUTE, SECOND } from '@shared/lib/clock'

const BASE_MS = SECOND
const CAP_MS = 5 * MINUTE

/**
 * How long to wait before restart number `earlier + 1`: the first comes at once, then full jitter on
 * 1 s x 2^n, capped at 300 s. Full jitter (any wait between zero and the bound) keeps services that died
 * together from starting together. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param earlier restarts since the last long healthy time
 * @param random a number in [0, 1)
 * @returns milliseconds
 */
export function backoffDelayMs(earlier: number, random: number): number {
  if (earlier === 0) return 0
  return random * Math.min(CAP_MS, BASE_MS * 2 ** (earlier - 1))
}
