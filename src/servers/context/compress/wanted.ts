import type { Message } from '../compression'
import { idsIn } from './ids'
import type { Lines } from './lines'

/** The query's first, then the newest message's. */
const MOST_WORDS = 64
/** Beyond what the contract asks for. */
const MOST_FURTHER = 32
const MOST_IDS = 64
const SHORTEST_WORD = 3
const LONGEST_WORD = 300
/** So much of a user's turn is read for them. */
const MOST_READ = 100_000

const url = /https?:\/\/[^\s"'<>`)\]}]{3,300}/g
const promisedPath = /[\w.@~-]{1,100}(?:\/[\w.@-]{1,100}){1,20}/g
const promisedVersion = /(?<![\w.])v?\d{1,6}(?:\.\d{1,6}){1,4}(?![\w.-])/g
const promisedSymbol =
  /(?<![\w$])(?:[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|[A-Za-z][A-Za-z0-9]{0,40}_\w{1,40})(?![\w$])/g
const path = /(?:~|\.{1,2})?[\w.@-]{0,100}(?:[/\\][\w.@-]{1,100}){1,20}/g
const version = /(?<![\w.])v?\d{1,6}(?:\.\d{1,6}){1,4}(?:-[\w.]{1,30})?(?![\w])/g
const symbol =
  /(?<![\w$])(?:[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|[A-Za-z]\w{0,80}_\w{1,80})(?![\w$])/g
const quoted = /`([^`\s"'{}[\],]{3,80})`/g

/** What the user named: paths, symbols, URLs and versions, and apart from them ids. */
export interface Names {
  words: readonly string[]
  ids: readonly string[]
}

/**
 * Paths, symbols, URLs, versions and ids in what the user said and asks (CONTRACT.md, class "named"); everything that holds
 * one shall still hold it.
 */
export function namedBy(query: string, messages: readonly Message[]): Names {
  const texts = [query, ...messages.filter(isUser).map(spoken).toReversed()].map((text) =>
    text.slice(0, MOST_READ),
  )
  // What is promised is counted by itself: further names would take its places.
  const promised = firstOf(texts, promisedIn, MOST_WORDS)
  const further = firstOf(texts, furtherIn, MOST_FURTHER)
  return { words: [...new Set([...promised, ...further])], ids: firstOf(texts, idsIn, MOST_IDS) }
}

function firstOf(
  texts: readonly string[],
  namesIn: (text: string) => Iterable<string>,
  most: number,
): string[] {
  const found = new Set<string>()
  for (const text of texts) {
    for (const name of namesIn(text)) {
      if (found.size >= most) return [...found]
      found.add(name)
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

function* promisedIn(text: string): Generator<string> {
  for (const pattern of [url, promisedPath, promisedVersion, promisedSymbol])
    for (const [found] of text.matchAll(pattern)) yield* usable(found)
}

function* furtherIn(text: string): Generator<string> {
  for (const pattern of [path, version, symbol])
    for (const [found] of text.matchAll(pattern)) yield* usable(found)
  for (const [, found = ''] of text.matchAll(quoted)) yield* usable(found)
}

function* usable(found: string): Generator<string> {
  const word = found.replace(/[.,;:!?]+$/, '')
  if (word.length >= SHORTEST_WORD && word.length <= LONGEST_WORD) yield word
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
