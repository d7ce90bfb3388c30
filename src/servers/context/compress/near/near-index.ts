import { mustStay } from '../critical'
import type { TextRange } from '../parts'
import { editsBetween, isSlight, type Edit } from './edits'
import { sketchOf } from './sketch'

/** In characters: less is not worth a mark that tells the differences, more is no paragraph. */
const SHORTEST = 240
const LONGEST = 20_000
/** Of the eight hashes of a sketch; texts that share nine of ten runs have fewer in common once in 10,000 times. */
const LEAST_SHARED = 3
/** So many that share most of the sketch are compared word by word. */
const MOST_COMPARED = 2

/** Finds paragraphs that differ from an earlier one in a few words that say little. */
export class NearIndex {
  readonly #known = new Map<number, TextRange>()

  /** @returns the earlier paragraph and what differs, or null; what is not found is known from now on */
  look(range: TextRange): { source: TextRange; edits: readonly Edit[] } | null {
    const [start, end] = spanOf(range)
    if (end - start < SHORTEST || end - start > LONGEST) return null
    const sketch = sketchOf(range.text.lines.text, start, end)
    const near = range.text.isFree ? this.#nearest(range, sketch) : null
    // Asked last: it reads every line.
    const found = near && !hasCritical(range) ? near : null
    if (!found) for (const hash of sketch) this.#known.set(hash, range)
    return found
  }

  #nearest(range: TextRange, sketch: readonly number[]): { source: TextRange; edits: Edit[] } | null {
    const shared = new Map<TextRange, number>()
    for (const hash of sketch) {
      const other = this.#known.get(hash)
      if (other) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    const likely = [...shared].filter(([, count]) => count >= LEAST_SHARED)
    likely.sort(([, one], [, other]) => other - one)
    for (const [source] of likely.slice(0, MOST_COMPARED)) {
      const edits = slightEdits(range, source)
      if (edits) return { source, edits }
    }
    return null
  }
}

const spanOf = ({ text, from, to }: TextRange): [start: number, end: number] => [
  text.lines.start(from),
  text.lines.start(to),
]

/** Errors, decisions and what the user named stay. */
function hasCritical({ text: { lines, wanted }, from, to }: TextRange): boolean {
  for (let line = from; line < to; line++) if (wanted.has(line) || mustStay(lines.at(line))) return true
  return false
}

/** Null when they differ in more than every tenth run of three words, or in a word that may matter. */
function slightEdits(range: TextRange, source: TextRange): Edit[] | null {
  const [start, end] = spanOf(range)
  const [from, to] = spanOf(source)
  if (Math.abs(end - start - (to - from)) * 4 > end - start) return null
  const here = wordsOf(range.text.lines.text.slice(start, end))
  const there = wordsOf(source.text.lines.text.slice(from, to))
  const edits = editsBetween(here, there)
  return edits && edits.length > 0 && edits.every(isSlight) && isNear(here, there) ? edits : null
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/** Jaccard's index of their runs of three words is at least 0.9. */
function isNear(here: readonly string[], there: readonly string[]): boolean {
  const [own, others] = [runsOf(here), runsOf(there)]
  const shared = [...own].filter((run) => others.has(run)).length
  return shared * 10 >= (own.size + others.size - shared) * 9
}

const runsOf = (words: readonly string[]): Set<string> =>
  new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`))
