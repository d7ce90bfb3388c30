import type { Lines } from './lines'
import type { Names } from './wanted'

/** Of an id so many lines stay: its history, as long as it is short. */
export const ID_LINES = 8

/** The first line of each word and the first lines of each id; where they stand alone, if they ever do. */
export function wantedLines(lines: Lines, { words, ids }: Names): Set<number> {
  const wanted = new Set<number>()
  const want = (word: string, most: number): void => {
    for (const at of firstPlaces(lines.text, word, most))
      for (let line = lines.lineOf(at); line <= lines.lineOf(at + word.length - 1); line++) wanted.add(line)
  }
  for (const word of words) want(word, 1)
  for (const id of ids) want(id, ID_LINES)
  return wanted
}

/** So often a word is looked for inside of others (`job_1` in `job_10`) before the first place is taken. */
const MOST_PLACES = 10_000

function firstPlaces(text: string, word: string, most: number): number[] {
  const found: number[] = []
  const first = text.indexOf(word)
  let place = first
  for (let n = 0; n < MOST_PLACES && place !== -1 && found.length < most; n++) {
    let from = place + 1
    if (isAlone(text, place, word)) {
      found.push(place)
      from = text.indexOf('\n', place)
      if (from === -1) break
    }
    place = text.indexOf(word, from)
  }
  return found.length === 0 && first !== -1 ? [first] : found
}

/** Whether a word stands alone somewhere in a text. */
export function standsSomewhere(text: string, word: string): boolean {
  const [place = -1] = firstPlaces(text, word, 1)
  return place !== -1 && isAlone(text, place, word)
}

const isPartOfWord = (sign: string): boolean => /^\w$/.test(sign)
const isDigit = (sign: string): boolean => /^\d$/.test(sign)

function isAlone(text: string, place: number, word: string): boolean {
  const before = text.charAt(place - 1)
  const end = place + word.length
  const goesOn = isPartOfWord(text.charAt(end)) || (text.charAt(end) === '.' && isDigit(text.charAt(end + 1)))
  const goneOn = isPartOfWord(before) || (before === '.' && isDigit(text.charAt(place - 2)))
  return !goesOn && !goneOn
}
