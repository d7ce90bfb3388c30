/**
 * Heartbeats come every 5 s, charts may have a point each second: a value holds until the next one, and up
 * to this long when none follows, so that one late heartbeat is no gap and a stopped service is one.
 */
export const HOLD_MS = 11_000

/**
 * Fills steps between two values, and after the last one, where they are at most HOLD_MS apart.
 * @param values by step; null where nothing was reported
 * @param steps how many steps have passed already; later ones stay null
 */
export function holdValues<T>(values: readonly (T | null)[], stepMs: number, steps: number): (T | null)[] {
  const held = [...values]
  let last = -1
  for (let index = 0; index <= steps; index++) {
    const isEnd = index === steps
    if (!isEnd && values[index] === null) continue
    if (last >= 0)
      fill(held, last, Math.min(index, isEnd ? last + 1 + Math.floor(HOLD_MS / stepMs) : index), stepMs)
    last = index
  }
  return held
}

/** Writes the value at `from` into the steps after it, up to `to` exclusive. */
function fill(held: unknown[], from: number, to: number, stepMs: number): void {
  const value = held[from] ?? null
  if ((to - from - 1) * stepMs > HOLD_MS) return
  for (let index = from + 1; index < to; index++) held[index] = value
}
