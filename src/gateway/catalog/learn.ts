import { z } from 'zod'
import type { JsonRpcResponse } from '@shared/mcp/json-rpc'
import { isPlainObject } from '@shared/mcp/json-rpc'
import type { Conversation } from './conversation'

/** A list that does not end is cut here. */
const MAX_PAGES = 100
const MAX_ENTRIES = 5_000
/** All definitions of a service together, as JSON text. */
const MAX_TEXT = 8 * 1024 * 1024

type Entry = Record<string, unknown>

/** What a service says of itself, before anything is decided about it. */
export interface Learned {
  modern: boolean
  serverInfo: Entry
  capabilities: Entry
  instructions: string | null
  tools: Entry[]
  prompts: Entry[]
  resources: Entry[]
  resourceTemplates: Entry[]
  /** What was left out, in words; null when nothing was. */
  problem: string | null
}

const Handshake = z.looseObject({
  serverInfo: z.record(z.string(), z.unknown()).catch({}),
  capabilities: z.record(z.string(), z.unknown()).catch({}),
  instructions: z.string().nullable().catch(null),
})

const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'omnimind-gateway', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {
    sampling: {},
    elicitation: { form: {}, url: {} },
    roots: {},
  },
}
const initialize = {
  protocolVersion: '2025-11-25',
  clientInfo: { name: 'omnimind-gateway', version: '1' },
  // Everything is declared, so that tools which need it are shown.
  capabilities: { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } },
}

/**
 * Asks a service for everything it offers.
 * @returns null when it does not even shake hands
 */
export async function learn(conversation: Conversation): Promise<Learned | null> {
  const discovered = await conversation.ask('server/discover', { _meta: modernMeta })
  const modern = discovered.error === undefined
  const greeted = await conversation.ask('initialize', initialize)
  const hello = greeted.error === undefined ? greeted : modern ? discovered : null
  if (!hello) return null
  // A service without sessions is asked for its lists in its own manner.
  const params: Entry = greeted.error === undefined ? {} : { _meta: modernMeta }
  if (greeted.error === undefined) conversation.tell('notifications/initialized')
  const { serverInfo, capabilities, instructions } = Handshake.parse(hello.result)
  const budget = { text: MAX_TEXT }
  const problems: string[] = []
  const list = async (kind: keyof typeof lists): Promise<Entry[]> => {
    const { capability, method, key } = lists[kind]
    if (!isPlainObject(capabilities[capability])) return []
    const { entries, problem } = await readList(conversation, { method, member: kind, key, params }, budget)
    if (problem !== null) problems.push(problem)
    return entries
  }
  return {
    modern,
    serverInfo,
    capabilities,
    instructions,
    tools: await list('tools'),
    prompts: await list('prompts'),
    resources: await list('resources'),
    resourceTemplates: await list('resourceTemplates'),
    problem: problems.length === 0 ? null : problems.join(' '),
  }
}

/** How each list is asked for, and the member every entry must have as text. */
const lists = {
  tools: { capability: 'tools', method: 'tools/list', key: 'name' },
  prompts: { capability: 'prompts', method: 'prompts/list', key: 'name' },
  resources: { capability: 'resources', method: 'resources/list', key: 'uri' },
  resourceTemplates: { capability: 'resources', method: 'resources/templates/list', key: 'uriTemplate' },
} as const

interface ListQuery {
  method: string
  member: string
  key: string
  params: Entry
}

/** Reads page after page, within limits; what was read counts even when the rest cannot be had. */
async function readList(
  conversation: Conversation,
  { method, member, key, params }: ListQuery,
  budget: { text: number },
): Promise<{ entries: Entry[]; problem: string | null }> {
  const entries: Entry[] = []
  let unreadable = 0
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await conversation.ask(method, cursor === undefined ? params : { ...params, cursor })
    const read = readPage(answer, member)
    // Many declare a capability and know only a part of its methods.
    if (read === null) return { entries, problem: page === 0 ? null : `${method} broke off.` }
    for (const entry of read.entries) {
      if (!isPlainObject(entry) || typeof entry[key] !== 'string') unreadable++
      else if ((budget.text -= JSON.stringify(entry).length) < 0 || entries.length >= MAX_ENTRIES)
        return { entries, problem: `${method} is too long; ${entries.length} entries were taken.` }
      else entries.push(entry)
    }
    cursor = read.nextCursor
    if (cursor === undefined)
      return {
        entries,
        problem: unreadable === 0 ? null : `${unreadable} entries of ${method} cannot be read.`,
      }
  }
  return { entries, problem: `${method} does not end after ${MAX_PAGES} pages.` }
}

function readPage(
  { result }: JsonRpcResponse,
  member: string,
): { entries: unknown[]; nextCursor?: string } | null {
  if (!isPlainObject(result) || !Array.isArray(result[member])) return null
  const { nextCursor } = result
  return {
    entries: result[member] as unknown[],
    ...(typeof nextCursor === 'string' && nextCursor !== '' ? { nextCursor } : {}),
  }
}
