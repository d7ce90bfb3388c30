/** Damps the weight of first places; the value of the paper, where it was not sensitive. */
const K = 60

/** An item's place in the fused order. */
export interface Fused {
  id: number
  /** Higher is better; at most (number of rankings) / 61. */
  score: number
}

/**
 * Reciprocal rank fusion: every ranking gives its item of rank r (from 1) the score 1 / (60 + r); sums decide. Only
 * ranks count, so rankings of different scales can be fused. Equal scores keep the order of first appearance.
 * Source: Cormack, Clarke, Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
 * methods", SIGIR 2009.
 */
export function fuseRankings(rankings: readonly (readonly number[])[]): Fused[] {
  const scores = new Map<number, number>()
  for (const ranking of rankings)
    for (const [index, id] of ranking.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (K + index + 1))
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score)
}
