import type { Lines } from '../lines'

/** A sentence or a line: what prose is chosen by. Offsets of the text, `end` exclusive, the space after it included. */
export interface Unit {
  start: number
  end: number
}

/** Longer lines are taken apart into sentences. */
const LONGEST_LINE = 400

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
    else units.push(...sentences(lines.text, start, end))
  }
  return units
}

function sentences(text: string, start: number, end: number): Unit[] {
  const units: Unit[] = []
  let from = start
  for (const { index, 0: found } of text.slice(start, end).matchAll(sentenceEnd)) {
    const to = start + index + found.length
    if (to - from < 40 || to >= end) continue
    units.push({ start: from, end: to })
    from = to
  }
  units.push({ start: from, end })
  return units
}
