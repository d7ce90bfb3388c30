import { isPlainObject, type JsonRpcResponse } from '@shared/mcp/json-rpc'
import type { Conversation } from './conversation'

/** A list that does not end is cut here. A person can approve 2,000 tools at most; judging more would hold up every call. */
const MAX_PAGES = 100
const MAX_ENTRIES = 2_000

type Entry = Record<string, unknown>

/** What all lists of a service may take together. */
export interface ListBudget {
  /** Characters of JSON text. */
  text: number
  isTimeUp(): boolean
}

export interface ListQuery {
  method: string
  /** The list's member of the result. */
  member: string
  /** The member every entry must have as text; of two with the same the first counts. */
  key: string
  params: Entry
}

interface Read {
  entries: Entry[]
  /** What was left out; null when nothing was. */
  problem: string | null
  /** It did not come, or not to its end: another look may bring more. */
  isBroken: boolean
}

/** Reads page after page, within limits; what was read counts even when the rest cannot be had. */
export async function readList(
  conversation: Pick<Conversation, 'ask'>,
  { method, member, key, params }: ListQuery,
  budget: ListBudget,
): Promise<Read> {
  const entries: Entry[] = []
  const seen = new Set<string>()
  const left = { unreadable: 0, repeated: 0 }
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    if (budget.isTimeUp()) return { entries, problem: `${method} took too long.`, isBroken: true }
    const answer = await conversation.ask(method, cursor === undefined ? params : { ...params, cursor })
    const read = readPage(answer, member)
    if (read === null) {
      const problem = brokenOff(method, answer, page)
      return { entries, problem, isBroken: problem !== null }
    }
    for (const entry of read.entries) {
      const name = isPlainObject(entry) ? entry[key] : undefined
      if (!isPlainObject(entry) || typeof name !== 'string' || !isShaped(member, entry)) left.unreadable++
      else if (seen.has(name)) left.repeated++
      else if ((budget.text -= JSON.stringify(entry).length) < 0 || entries.length >= MAX_ENTRIES)
        return {
          entries,
          problem: `${method} is too long; ${entries.length} entries were taken.`,
          isBroken: false,
        }
      else {
        seen.add(name)
        entries.push(entry)
      }
    }
    cursor = read.nextCursor
    if (cursor === undefined) return { entries, problem: leftOut(method, left), isBroken: false }
  }
  return { entries, problem: `${method} does not end after ${MAX_PAGES} pages.`, isBroken: false }
}

/** A model cannot call a tool whose arguments nobody describes. */
function isShaped(member: string, entry: Entry): boolean {
  return member !== 'tools' || (isPlainObject(entry['inputSchema']) && entry['name'] !== '')
}

/** Many declare a capability and know only a part of its methods: that is no problem. */
function brokenOff(method: string, { error }: JsonRpcResponse, page: number): string | null {
  if (page === 0 && error?.code === METHOD_NOT_FOUND) return null
  const why = error ? error.message.slice(0, 200) : 'The answer is no list.'
  return `${method} ${page === 0 ? 'failed' : `broke off after ${page} pages`}: ${why}`
}

const METHOD_NOT_FOUND = -32601

function leftOut(method: string, { unreadable, repeated }: { unreadable: number; repeated: number }) {
  const parts = [
    ...(unreadable > 0 ? [`${unreadable} entries of ${method} cannot be read and were left out.`] : []),
    ...(repeated > 0 ? [`${repeated} entries of ${method} have a name that was there before.`] : []),
  ]
  return parts.length === 0 ? null : parts.join(' ')
}

function readPage({ result }: JsonRpcResponse, member: string) {
  if (!isPlainObject(result)) return null
  const { nextCursor, [member]: entries } = result
  if (!Array.isArray(entries)) return null
  const more = typeof nextCursor === 'string' && nextCursor !== ''
  return { entries: entries as unknown[], nextCursor: more ? nextCursor : undefined }
}
