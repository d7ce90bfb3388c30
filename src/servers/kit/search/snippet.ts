import type { Term } from './search-words'

const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** Matches further in are not looked for, nor more than so many. */
const MAX_SEARCHED = 100_000
const MAX_MATCHES = 2_000
/** Inflections differ in their last letters; a snippet may be wrong about a few where the index is not. */
const MAX_ENDING = 4
const MIN_STEM = 3

/**
 * The part of `text` with the most different terms, whole words, at most about `length` characters; the beginning when
 * there are none. Line breaks become spaces.
 */
export function snippet(text: string, terms: readonly Term[], length = 200): string {
  const searched = text.slice(0, MAX_SEARCHED)
  const start = bestStart(matchesIn(searched, terms), length)
  const from = start <= length / 4 ? 0 : wordStart(searched, start - Math.floor(length / 4))
  const cut = text.slice(from, from + length).toWellFormed()
  const part = from + length < text.length ? cut.replace(/\s+\S{0,30}$/u, '') : cut
  const [before, after] = [from > 0 ? '…' : '', from + length < text.length ? '…' : '']
  return before + part.replaceAll(/\s+/gu, ' ').trim() + after
}

/** Whether a text has one of the terms, or an inflection of it. */
export function hasTerm(text: string, terms: readonly Term[]): boolean {
  return matchesIn(text.slice(0, MAX_SEARCHED), terms).length > 0
}

interface Match {
  at: number
  term: Term
}

function matchesIn(text: string, terms: readonly Term[]): Match[] {
  const [spaceless, spaced] = [terms.filter(isSpaceless), terms.filter((term) => !isSpaceless(term))]
  const byStem = Map.groupBy(spaced, ({ text }) => stemOf(text))
  const matches: Match[] = []
  for (const { 0: word, index } of text.toLowerCase().matchAll(WORD)) {
    for (const term of byStem.get(stemOf(word)) ?? [])
      if (isSameWord(word, term.text)) matches.push({ at: index, term })
    for (const term of spaceless) {
      const at = word.indexOf(term.text)
      if (at >= 0) matches.push({ at: index + at, term })
    }
    if (matches.length >= MAX_MATCHES) break
  }
  return matches
}

/** Where a stretch of `length` begins that has the most different terms. */
function bestStart(matches: readonly Match[], length: number): number {
  let best = { at: 0, terms: 0 }
  for (const [index, { at }] of matches.entries()) {
    const terms = new Set<Term>()
    for (let next = index; next < matches.length && (matches[next]?.at ?? 0) < at + length; next++)
      terms.add((matches[next] as Match).term)
    if (terms.size > best.terms) best = { at, terms: terms.size }
  }
  return best.at
}

/** Inflections of a word begin alike. */
function stemOf(word: string): string {
  return word.slice(0, MIN_STEM)
}

function isSameWord(a: string, b: string): boolean {
  if (a === b) return true
  const shorter = Math.min(a.length, b.length)
  if (Math.max(a.length, b.length) - shorter > MAX_ENDING) return false
  let common = 0
  while (common < shorter && a[common] === b[common]) common++
  return common >= Math.max(MIN_STEM, shorter - 2) && Math.max(a.length, b.length) - common <= MAX_ENDING
}

/** Pairs of characters are found inside of a longer run. */
function isSpaceless({ text, isPrefix }: Term): boolean {
  return isPrefix || (Array.from(text).length === 2 && text.charCodeAt(0) > 0x0e00)
}

function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 30).search(/\s/u)
  return space < 0 ? at : at + space + 1
}
