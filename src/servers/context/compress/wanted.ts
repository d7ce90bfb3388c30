import type { Message } from '../compression'
import type { Lines } from './lines'

/** More different words than the contract asks for: the query's first, then the newest message's. */
const MOST_WORDS = 96
const SHORTEST_WORD = 3
const LONGEST_WORD = 300
/** So much of a user's turn is read for them. */
const MOST_READ = 100_000

const url = /https?:\/\/[^\s"'<>`)\]}]{3,300}/g
const path = /(?:~|\.{1,2})?[\w.@-]{0,100}(?:[/\\][\w.@-]{1,100}){1,20}/g
const version = /(?<![\w.])v?\d{1,6}(?:\.\d{1,6}){1,4}(?:-[\w.]{1,30})?(?![\w])/g
const symbol =
  /(?<![\w$])(?:[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|[A-Za-z]\w{0,80}_\w{1,80})(?![\w$])/g
const quoted = /`([^`\s"'{}[\],]{3,80})`/g

/**
 * Paths, symbols, URLs and versions in what the user said and asks (CONTRACT.md, class "named"); everything that holds
 * one shall still hold it.
 */
export function namedBy(query: string, messages: readonly Message[]): string[] {
  const found = new Set<string>()
  for (const text of [query, ...messages.filter(isUser).map(spoken).toReversed()]) {
    for (const word of wordsIn(text.slice(0, MOST_READ))) {
      if (found.size >= MOST_WORDS) return [...found]
      found.add(word)
    }
  }
  return [...found]
}

const isUser = ({ role }: Message): boolean => role === 'user'

function spoken({ content }: Message): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: { type?: unknown; text?: unknown }) =>
      part?.type === 'text' && typeof part.text === 'string' ? part.text : '',
    )
    .join('\n')
}

function* wordsIn(text: string): Generator<string> {
  for (const pattern of [url, path, version, symbol]) {
    for (const [found] of text.matchAll(pattern)) yield* usable(found)
  }
  for (const [, found = ''] of text.matchAll(quoted)) yield* usable(found)
}

function* usable(found: string): Generator<string> {
  const word = found.replace(/[.,;:!?]+$/, '')
  if (word.length >= SHORTEST_WORD && word.length <= LONGEST_WORD) yield word
}

/** The first line of each word; where it stands alone, if it ever does. */
export function wantedLines(lines: Lines, words: readonly string[]): Set<number> {
  const wanted = new Set<number>()
  for (const word of words) {
    const at = firstPlace(lines.text, word)
    if (at === -1) continue
    for (let line = lines.lineOf(at); line <= lines.lineOf(at + word.length - 1); line++) wanted.add(line)
  }
  return wanted
}

/** So often a word is looked for inside of others (`job_1` in `job_10`) before the first place is taken. */
const MOST_PLACES = 10_000
const isPartOfWord = (sign: string): boolean => /^\w$/.test(sign)
const isDigit = (sign: string): boolean => /^\d$/.test(sign)

function firstPlace(text: string, word: string): number {
  let place = text.indexOf(word)
  const first = place
  for (let n = 0; n < MOST_PLACES && place !== -1; n++) {
    const before = text.charAt(place - 1)
    const end = place + word.length
    const goesOn =
      isPartOfWord(text.charAt(end)) || (text.charAt(end) === '.' && isDigit(text.charAt(end + 1)))
    const goneOn = isPartOfWord(before) || (before === '.' && isDigit(text.charAt(place - 2)))
    if (!goesOn && !goneOn) return place
    place = text.indexOf(word, place + 1)
  }
  return first
}

/** Line ranges that pinned texts touch, in order and joined. */
export function pinnedRanges(lines: Lines, pinned: readonly string[]): { from: number; to: number }[] {
  const touched = new Set<number>()
  for (const text of pinned) {
    for (let at = lines.text.indexOf(text); at !== -1; at = lines.text.indexOf(text, at + text.length)) {
      for (let line = lines.lineOf(at); line <= lines.lineOf(at + text.length - 1); line++) touched.add(line)
    }
  }
  const ranges: { from: number; to: number }[] = []
  for (const line of [...touched].sort((one, other) => one - other)) {
    const before = ranges.at(-1)
    if (before?.to === line) before.to++
    else ranges.push({ from: line, to: line + 1 })
  }
  return ranges
}
