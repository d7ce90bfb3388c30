/** Repeatable random choices: the same seed gives the same run. */
export interface Random {
  /** A whole number from 0 to `below - 1`. */
  below(below: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Up to `max` picks, equal ones included, possibly none. */
  some<T>(items: readonly T[], max: number): T[]
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to vary tests. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  return {
    below,
    pick,
    chance: (probability) => next() < probability,
    some: (items, max) => Array.from({ length: below(max + 1) }, () => pick(items)),
  }
}
