import type { Question } from './labelled.ts'

/** How well a way of searching finds the answers. */
export interface Score {
  questions: number
  /** Share of questions with an answer among the first 5, the first 10. */
  anyAt5: number
  anyAt10: number
  /** Mean of 1 / (place of the first answer), 0 beyond place 10. */
  meanReciprocalRank: number
}

/** @param places of the first answer, from 1; null when it is not among the first 10 */
export function scoreOf(places: readonly (number | null)[]): Score {
  const share = (count: number): number => count / places.length
  const found = places.filter((place) => place !== null)
  return {
    questions: places.length,
    anyAt5: share(found.filter((place) => place <= 5).length),
    anyAt10: share(found.length),
    meanReciprocalRank: share(found.reduce((sum, place) => sum + 1 / place, 0)),
  }
}

/** Place of the first answer among the first 10. */
export function placeOf(question: Question, found: readonly number[]): number | null {
  const index = found.slice(0, 10).findIndex((id) => question.answers.includes(id))
  return index < 0 ? null : index + 1
}
