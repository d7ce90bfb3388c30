import { spellings } from './spellings'
import { stopWords } from './stop-words'

/** One word of a query in the form in which the index holds it. */
export interface Term {
  text: string
  /** Longer words that begin so count too. */
  isPrefix: boolean
}

/** More words than this make a query slow and no better. */
const MAX_TERMS = 32

const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** Scripts that put no spaces between words. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu

/**
 * Text as it is indexed: runs of a script without spaces become overlapping pairs of characters, the last character
 * alone at the end, so that any part of a run is found and no dictionary is needed. Other text stays as it is.
 */
export function indexForm(text: string): string {
  return text.toWellFormed().replace(SPACELESS, (run) => ` ${pairs(run).join(' ')} `)
}

/**
 * The words to look for, each once. Nothing in a query is taken for syntax. Stop words are left out unless there is
 * nothing else.
 */
export function queryTerms(query: string): Term[] {
  const terms = new Map<string, Term>()
  for (const [word] of query.toWellFormed().toLowerCase().matchAll(WORD))
    for (const term of termsOf(word)) terms.set(`${term.text} ${term.isPrefix}`, term)
  const all = [...terms.values()]
  const telling = all.filter(({ text }) => !stopWords.has(text))
  return (telling.length > 0 ? telling : all).slice(0, MAX_TERMS)
}

/** FTS5's expression for a term: quoted, so that it is a word whatever it looks like. */
export function expressionOf({ text, isPrefix }: Term): string {
  const all = spellings(text).map((spelling) => (isPrefix ? `"${spelling}"*` : `"${spelling}"`))
  return all.length === 1 ? (all[0] ?? '') : `(${all.join(' OR ')})`
}

function termsOf(word: string): Term[] {
  const spaced = word.split(SPACELESS).filter((part) => part !== '')
  const runs = word.match(SPACELESS) ?? []
  return [...spaced.map((text) => ({ text, isPrefix: false })), ...runs.flatMap(termsOfRun)]
}

function termsOfRun(run: string): Term[] {
  const cut = pairs(run)
  if (cut.length === 1) return [{ text: run, isPrefix: true }]
  return cut.slice(0, -1).map((text) => ({ text, isPrefix: false }))
}

function pairs(run: string): string[] {
  const characters = Array.from(run)
  return characters.map((character, at) => character + (characters[at + 1] ?? ''))
}
