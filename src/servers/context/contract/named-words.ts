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
  for (const text of spoken(query, messages)) {
    for (const kind of kinds) {
      for (const [found] of text.matchAll(kind)) {
        const word = found.replace(/[.,;:!?]+$/, '')
        if (word.length < 3 || word.length > 300) continue
        if (words.size >= MOST_WORDS) return words
        words.add(word)
      }
    }
  }
  return words
}

/** UUID; capitals and numbers (`ORD-4711`, `CVE-2026-1234`); number of 4 digits or more; hexadecimal of 7 or more. */
const ids =
  /(?<!\w|\d\.)(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[A-Z][A-Z0-9]{0,19}(?:-\d{1,19}){1,4}|\d{4,64}|(?=[A-Fa-f]{0,63}\d)[0-9A-Fa-f]{7,64})(?!\w|\.\d)/g

/** The first 64 ids, in the same order; within a text as they stand in it. */
export function namedIds(query: string, messages: readonly Message[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const text of spoken(query, messages)) {
    for (const [id] of text.matchAll(ids)) {
      if (found.size >= MOST_WORDS) return found
      found.add(id)
    }
  }
  return found
}

/** The query, then what the user said, the newest turn first. */
function spoken(query: string, messages: readonly Message[]): string[] {
  const turns = messages.filter(({ role }) => role === 'user').map(({ content }) => userText(content))
  return [query, ...turns.toReversed()].map((text) => text.slice(0, MOST_READ))
}

function userText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  const parts = content as { type?: unknown; text?: unknown }[]
  return parts
    .flatMap((part) => (part?.type === 'text' && typeof part.text === 'string' ? [part.text] : []))
    .join('\n')
}
