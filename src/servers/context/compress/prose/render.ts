import { MARK, type Piece } from '../../compression'
import { mustStay } from '../critical'
import type { Lines } from '../lines'
import { rankByNovelty, rankByQuery } from './rank'
import { unitsOf, type Unit } from './units'

export interface ProseOptions {
  ref: string
  query: string
  /** Lines that stay. */
  wanted: ReadonlySet<number>
  /** So many characters of the block may stay, gaps included; what must stay is not cut for it. */
  budget: number
}

/** What a gap's mark takes, in characters. */
const GAP_LENGTH = 14
/** A gap that saves less is closed. */
const SHORTEST_GAP = 30

/**
 * The sentences that fit the query best, in their order; without a query those that say most, labelled as a loss.
 * @returns null when nothing would be left out
 */
export function renderProse(lines: Lines, from: number, to: number, options: ProseOptions): Piece[] | null {
  const { ref, query, wanted, budget } = options
  const units = unitsOf(lines, from, to)
  const isKept = new Uint8Array(units.length)
  const stays = linesThatStay(lines, from, to, wanted)
  units.forEach((unit, at) => {
    if (staysAnyway(lines, unit, stays)) isKept[at] = 1
  })
  fill(isKept, units, budget, { text: lines.text, query })
  closeShortGaps(isKept, units)
  if (!isKept.includes(0)) return null
  const how = query === '' ? 'lossy, chosen without a query' : 'chosen by the query'
  const text = `${MARK}prose ref=${ref} ${how}; "[~5-90]" = characters left out]\n`
  const block = lines.start(from)
  return [
    { kind: 'note', start: block, end: lines.start(to), text, ref },
    ...runs(isKept, units, block, lines.text),
  ]
}

/** A line that must stay stays whole, and so does every heading. */
function linesThatStay(
  lines: Lines,
  from: number,
  to: number,
  wanted: ReadonlySet<number>,
): ReadonlySet<number> {
  const stays = new Set<number>()
  for (let line = from; line < to; line++) {
    const text = lines.at(line)
    if (wanted.has(line) || mustStay(text) || /^#{1,6} /.test(text)) stays.add(line)
  }
  return stays
}

function staysAnyway(lines: Lines, { start, end }: Unit, stays: ReadonlySet<number>): boolean {
  if (stays.size === 0) return false
  const last = lines.lineOf(end - 1)
  for (let line = lines.lineOf(start); line <= last; line++) if (stays.has(line)) return true
  return false
}

/** The best first, equal ones in their order, while the budget lasts. What is said already is not said again. */
function fill(
  isKept: Uint8Array,
  units: readonly Unit[],
  budget: number,
  { text, query }: { text: string; query: string },
): void {
  const texts = units.map(({ start, end }) => text.slice(start, end))
  const score = query === '' ? rankByNovelty(texts) : rankByQuery(texts, query)
  const said = new Set<string>()
  const length = (at: number): number => texts[at]?.length ?? 0
  const isSaidAgain = (at: number): boolean => {
    const sentence = texts[at]?.trim() ?? ''
    const isKnown = said.has(sentence)
    said.add(sentence)
    return isKnown && sentence.length >= SHORTEST_GAP
  }
  let left = budget
  isKept.forEach((kept, at) => {
    if (kept === 0) return
    left -= length(at)
    isSaidAgain(at)
  })
  const order = [...units.keys()].sort((one, other) => (score[other] ?? 0) - (score[one] ?? 0) || one - other)
  for (const at of order) {
    if (isKept[at] === 1 || score[at] === 0) continue
    const joins = (isKept[at - 1] ?? 0) + (isKept[at + 1] ?? 0)
    const cost = length(at) + GAP_LENGTH * (1 - joins)
    if (cost > left || isSaidAgain(at)) continue
    isKept[at] = 1
    left -= cost
  }
}

function closeShortGaps(isKept: Uint8Array, units: readonly Unit[]): void {
  for (const { first, next } of equalRuns(isKept)) {
    const length = (units[next - 1]?.end ?? 0) - (units[first]?.start ?? 0)
    if (isKept[first] === 0 && length < SHORTEST_GAP) isKept.fill(1, first, next)
  }
}

function runs(isKept: Uint8Array, units: readonly Unit[], block: number, text: string): Piece[] {
  return equalRuns(isKept).map(({ first, next }): Piece => {
    const start = units[first]?.start ?? 0
    const end = units[next - 1]?.end ?? 0
    if (isKept[first] === 1) return { kind: 'kept', start, end }
    const lineBreak = text[end - 1] === '\n' ? '\n' : ''
    return { kind: 'gap', start, end, text: `[~${start - block}-${end - block}]${lineBreak}` }
  })
}

function equalRuns(flags: Uint8Array): { first: number; next: number }[] {
  const found: { first: number; next: number }[] = []
  for (let first = 0; first < flags.length;) {
    let next = first + 1
    while (next < flags.length && flags[next] === flags[first]) next++
    found.push({ first, next })
    first = next
  }
  return found
}
