import type { Piece, RenderedText } from '../compression'
import { isDecisionLine, isErrorLine, linesIn, type Line } from './critical-lines'
import { placesOf } from './word-place'
import { quote, type Findings } from './verdict'

/** Classes "error" and "decision": no such line in a gap, not even in part. A line with many gaps is looked at once. */
export function checkGapLines({ original, message, pieces }: RenderedText, findings: Findings): void {
  let next = 0
  for (const { kind, start, end } of pieces) {
    if (kind !== 'gap' || end <= next) continue
    for (const line of linesIn(original, Math.max(start, next), end)) {
      const { text } = line
      if (isErrorLine(text)) findings.expect('error', message, false, () => `Left out: ${quote(text)}`)
      if (isDecisionLine(text)) findings.expect('decision', message, false, () => `Left out: ${quote(text)}`)
      const lineBreak = original.indexOf('\n', line.end)
      next = lineBreak === -1 ? original.length : lineBreak + 1
    }
  }
}

/** Of an id so many lines stay, of another name the first. */
export const ID_LINES = 8

/** What the caller and the user said must stay. */
export interface Named {
  pinned: readonly string[]
  words: Iterable<string>
  ids: Iterable<string>
}

/** Class "pinned": every occurrence with its whole lines is kept; class "named": the first line of each word is, the first ones of an id. */
export function checkWords(
  text: RenderedText,
  { pinned, words, ids }: Named,
  shown: (piece: Piece, line: Line, word: string) => boolean,
  findings: Findings,
): void {
  const { original, message } = text
  for (const word of pinned) {
    // Many occurrences may stand on one long line, which is then looked at once.
    let looked = { end: -1, isKept: true }
    for (let at = original.indexOf(word); at !== -1; at = original.indexOf(word, at + word.length)) {
      if (at + word.length > looked.end) {
        const lines = linesIn(original, at, at + word.length)
        looked = { end: lines.at(-1)?.end ?? -1, isKept: lines.every((line) => isVerbatim(text, line)) }
      }
      const { isKept } = looked
      findings.expect('pinned', message, isKept, () => `Not kept: ${quote(word)}`)
    }
  }
  const expectNamed = (word: string, at: number): void => {
    const isKept = linesIn(original, at, at + word.length).every((line) =>
      isThere(text, line, { at, word, shown }),
    )
    findings.expect('named', message, isKept, () => `A line that holds it is missing: ${quote(word)}`)
  }
  for (const word of words) for (const at of placesOf(word, original, 1)) expectNamed(word, at)
  for (const id of ids) for (const at of placesOf(id, original, ID_LINES)) expectNamed(id, at)
}

/** The pieces over a range of the original, found by halving: they stand in order. */
function touching({ pieces }: RenderedText, start: number, end: number): Piece[] {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle]?.start ?? 0) <= start) low = middle + 1
    else high = middle
  }
  const found: Piece[] = []
  for (let at = Math.max(0, low - 2); at < pieces.length; at++) {
    const piece = pieces[at]
    if (!piece || piece.start >= Math.max(end, start + 1)) break
    if (piece.kind !== 'note' && piece.end > start) found.push(piece)
  }
  return found
}

function isVerbatim(text: RenderedText, { start, end }: Line): boolean {
  return touching(text, start, end).every(({ kind }) => kind === 'kept')
}

function isThere(
  text: RenderedText,
  line: Line,
  {
    at,
    word,
    shown,
  }: { at: number; word: string; shown: (piece: Piece, line: Line, word: string) => boolean },
): boolean {
  if (isVerbatim(text, line)) return true
  return touching(text, at, at + word.length).every(
    (piece) => piece.kind === 'kept' || shown(piece, line, word),
  )
}
