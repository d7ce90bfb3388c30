import type { ContentType } from '../../compression'
import { shapeOf } from '../logs/shape'
import type { Lines } from '../lines'
import { looksCoded, looksFound, looksLogged } from './line-features'

/** So many lines, evenly spread, stand for all. */
const MOST_LOOKED_AT = 200
const FEWEST_LOG_LINES = 4
/** Output of tools without times: so many lines, of which so few are of different shape. */
const FEWEST_REPEATING = 20
const MOST_SHAPES = 0.34

/** What the lines from `from` to `to`, a paragraph without blank lines, most probably are. */
export function classify(lines: Lines, from: number, to: number): ContentType {
  if (to - from < 2) return 'prose'
  const looked = sample(lines, from, to)
  const share = (looks: (line: string) => boolean): number => looked.filter(looks).length / looked.length
  if (looked.length >= 3 && share(looksFound) >= 0.6) return 'search'
  if (looked.length >= FEWEST_LOG_LINES && share(looksLogged) >= 0.5) return 'log'
  if (looked.length >= 2 && share(looksCoded) >= 0.4) return 'code'
  if (looked.length >= FEWEST_REPEATING && !isTable(looked) && shapesShare(looked) <= MOST_SHAPES)
    return 'log'
  return 'prose'
}

function sample(lines: Lines, from: number, to: number): string[] {
  const step = Math.max(1, (to - from) / MOST_LOOKED_AT)
  const looked: string[] = []
  for (let at = from; at < to; at += step) looked.push(lines.at(Math.floor(at)).slice(0, 2_000))
  return looked
}

/** Rows of separated values are data, of which no row stands for another. */
function isTable(looked: readonly string[]): boolean {
  return [',', '\t', ';', '|'].some((separator) => {
    const columns = looked.map((line) => line.split(separator).length)
    const usual = columns[columns.length >> 1] ?? 0
    return usual >= 3 && columns.filter((count) => count === usual).length >= looked.length * 0.8
  })
}

function shapesShare(looked: readonly string[]): number {
  return new Set(looked.map((line) => shapeOf(line, 0, line.length))).size / looked.length
}
