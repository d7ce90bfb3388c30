import type { Message } from '../compression'

/** Class "named": URLs, paths, versions and symbols of the query and of the user's turns. */
const kinds: readonly RegExp[] = [
  /https?:\/\/[^\s"'<>`)\]}]{3,300}/g,
  /[\w.@~-]{1,100}(?:\/[\w.@-]{1,100}){1,20}/g,
  /(?<![\w.])v?\d{1,6}(?:\.\d{1,6}){1,4}(?![\w.-])/g,
  /(?<![\w$])(?:[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|[A-Za-z][a-zA-Z0-9]{0,40}_\w{1,40})(?![\w$])/g,
]

const MOST_WORDS = 64
const MOST_READ = 100_000

/** The first 64: of the query, then of the user's turns from the newest to the oldest. */
export function namedWords(query: string, messages: readonly Message[]): ReadonlySet<string> {
  const words = new Set<string>()
  const spoken = messages.filter(({ role }) => role === 'user').map(({ content }) => userText(content))
  for (const text of [query, ...spoken.toReversed()]) {
    for (const kind of kinds) {
      for (const [found] of text.slice(0, MOST_READ).matchAll(kind)) {
        const word = found.replace(/[.,;:!?]+$/, '')
        if (word.length < 3 || word.length > 300) continue
        if (words.size >= MOST_WORDS) return words
        words.add(word)
      }
    }
  }
  return words
}

function userText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  const parts = content as { type?: unknown; text?: unknown }[]
  return parts
    .flatMap((part) => (part?.type === 'text' && typeof part.text === 'string' ? [part.text] : []))
    .join('\n')
}
