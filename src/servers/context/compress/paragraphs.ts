import type { Lines } from './lines'

/** Lines `from` to `to` (exclusive). */
export interface LineRange {
  from: number
  to: number
}

/** The paragraphs of the lines from `from` to `to`, without gaps; blank lines belong to the one before them. */
export function paragraphsOf(lines: Lines, from: number, to: number): LineRange[] {
  const found: LineRange[] = []
  let begin = from
  for (let line = from + 1; line < to; line++) {
    if (!lines.isBlank(line - 1) || lines.isBlank(line)) continue
    found.push({ from: begin, to: line })
    begin = line
  }
  if (begin < to) found.push({ from: begin, to })
  return found
}
