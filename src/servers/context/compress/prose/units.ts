import type { Lines } from '../lines'

/** A sentence or a line: what prose is chosen by. Offsets of the text, `end` exclusive, the space after it included. */
export interface Unit {
  start: number
  end: number
}

/** Longer lines are taken apart into sentences. */
const LONGEST_LINE = 400
const SHORTEST_SENTENCE = 40
const LONGEST_SENTENCE = 1_000

const sentenceEnd = /[.!?](?:["')\]*_]{0,3})(?=[ \t]+(?:[A-Z0-9"'([*_]|[^\0-\x7f]))[ \t]{1,20}|[。！？]/g

/** The units of the lines from `from` to `to`, without gaps; blank lines belong to the unit before them. */
export function unitsOf(lines: Lines, from: number, to: number): Unit[] {
  const units: Unit[] = []
  for (let line = from; line < to; line++) {
    const start = lines.start(line)
    const end = lines.end(line)
    const before = units.at(-1)
    if (before && lines.isBlank(line)) before.end = end
    else if (end - start <= LONGEST_LINE) units.push({ start, end })
    else addSentences(units, lines.text, { start, end })
  }
  return units
}

function addSentences(units: Unit[], text: string, { start, end }: Unit): void {
  let from = start
  for (const { index, 0: found } of text.slice(start, end).matchAll(sentenceEnd)) {
    const to = start + index + found.length
    if (to - from < SHORTEST_SENTENCE || to >= end) continue
    addCut(units, text, { start: from, end: to })
    from = to
  }
  addCut(units, text, { start: from, end })
}

/** What goes on without an end is cut at spaces. */
function addCut(units: Unit[], text: string, { start, end }: Unit): void {
  let from = start
  while (end - from > LONGEST_SENTENCE) {
    // Not in the whole text: without any space it would be walked from each cut to its beginning.
    const space = text.slice(from, from + LONGEST_SENTENCE).lastIndexOf(' ')
    const to = from + (space > 0 ? space + 1 : LONGEST_SENTENCE)
    units.push({ start: from, end: to })
    from = to
  }
  units.push({ start: from, end })
}
