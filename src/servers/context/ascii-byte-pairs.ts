const isAscii = /^[\0-\x7f]+$/

/**
 * Byte-pair merges as OpenAI's tiktoken makes them, for words of ASCII only, where each sign is a byte: the pair of the lowest
 * rank first, the leftmost of equal ones. Without bytes and their decoding this takes a quarter of the package's time.
 */
export class AsciiBytePairs {
  readonly #ranks = new Map<string, number>()

  /** @param tokens by rank; those that are no text as bytes, and some ranks missing */
  constructor(tokens: readonly (string | number[])[]) {
    tokens.forEach((token, rank) => {
      if (typeof token === 'string' && isAscii.test(token)) this.#ranks.set(token, rank)
    })
  }

  /** How many tokens `word` has; takes time by the square of its length. */
  count(word: string): number {
    if (this.#ranks.has(word)) return 1
    const starts = Array.from({ length: word.length + 1 }, (_, at) => at)
    /** Of the token that the part at `at` and the next one would make. */
    const rankOf = (at: number): number => {
      const end = starts[at + 2]
      return end === undefined ? Infinity : (this.#ranks.get(word.slice(starts[at], end)) ?? Infinity)
    }
    const ranks = starts.map((_, at) => rankOf(at))
    for (let lowest = lowestOf(ranks); ranks[lowest] !== Infinity; lowest = lowestOf(ranks)) {
      starts.splice(lowest + 1, 1)
      ranks.splice(lowest + 1, 1)
      ranks[lowest] = rankOf(lowest)
      if (lowest > 0) ranks[lowest - 1] = rankOf(lowest - 1)
    }
    return starts.length - 1
  }
}

function lowestOf(ranks: readonly number[]): number {
  let lowest = 0
  let rank = ranks[0] ?? Infinity
  for (let at = 1; at < ranks.length; at++) {
    const other = ranks[at] ?? Infinity
    if (other >= rank) continue
    rank = other
    lowest = at
  }
  return lowest
}
