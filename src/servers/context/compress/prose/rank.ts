import { stems } from './words'

/** Okapi BM25 (Robertson and others 1994), with the customary k1 and b. */
const K1 = 1.2
const B = 0.75

/** How much of a unit's score reaches the units beside it: an answer stands next to its question. */
const NEIGHBOUR = [0.7, 0.5, 0.35, 0.2]

/** Scores units of a text by a query; higher is better, 0 means no word in common, directly or in a neighbour. */
export function rankByQuery(units: readonly string[], query: string): Float64Array {
  const words = units.map(stems)
  const wanted = new Set(stems(query))
  const frequency = documentFrequency(words)
  const average = words.reduce((sum, each) => sum + each.length, 0) / Math.max(1, words.length)
  const own = Float64Array.from(words, (each) =>
    bm25(each, wanted, { frequency, average, count: words.length }),
  )
  return own.map((score, at) =>
    NEIGHBOUR.reduce(
      (sum, weight, n) => sum + weight * ((own[at - n - 1] ?? 0) + (own[at + n + 1] ?? 0)),
      score,
    ),
  )
}

interface Corpus {
  frequency: ReadonlyMap<string, number>
  average: number
  count: number
}

function bm25(
  words: readonly string[],
  wanted: ReadonlySet<string>,
  { frequency, average, count }: Corpus,
): number {
  const found = new Map<string, number>()
  for (const word of words) if (wanted.has(word)) found.set(word, (found.get(word) ?? 0) + 1)
  let score = 0
  for (const [word, times] of found) {
    const inUnits = frequency.get(word) ?? 0
    const rarity = Math.log(1 + (count - inUnits + 0.5) / (inUnits + 0.5))
    score += (rarity * times * (K1 + 1)) / (times + K1 * (1 - B + (B * words.length) / Math.max(1, average)))
  }
  return score
}

/**
 * Scores units without a question: how much each says that the others do not (the mean rarity of its words), the first and last a little
 * more. This is a guess, and the answer says so.
 */
export function rankByNovelty(units: readonly string[]): Float64Array {
  const words = units.map((unit) => [...new Set(stems(unit))])
  const frequency = documentFrequency(words)
  return Float64Array.from(words, (each, at) => {
    const rarity = each.reduce(
      (sum, word) => sum + Math.log(1 + units.length / (frequency.get(word) ?? 1)),
      0,
    )
    const edge = at < 3 || at >= units.length - 3 ? 1.5 : 1
    return (edge * rarity) / Math.sqrt(each.length + 4)
  })
}

function documentFrequency(units: readonly (readonly string[])[]): Map<string, number> {
  const frequency = new Map<string, number>()
  for (const unit of units)
    for (const word of new Set(unit)) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  return frequency
}
