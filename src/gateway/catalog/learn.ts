import { z } from 'zod'
import { version } from '../../../package.json'
import type { JsonRpcResponse } from '@shared/mcp/json-rpc'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import type { Conversation } from './conversation'
import { readList, type ListBudget, type ListQuery } from './read-list'

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

/** A service that was greeted, and how its lists are to be asked for. */
export interface Greeted {
  modern: boolean
  /** It keeps no sessions: only 2026-07-28 is spoken. */
  onlyModern: boolean
  serverInfo: Entry
  capabilities: Entry
  instructions: string | null
}

const entry = z.record(z.string(), z.unknown())
const Hello = z.looseObject({
  serverInfo: entry.catch({}),
  capabilities: entry.catch({}),
  instructions: z.string().nullable().catch(null),
  _meta: entry.catch({}),
})
const Discovered = z.looseObject({ supportedVersions: z.array(z.unknown()) })

const clientInfo = { name: 'omnimind-gateway', version }
/** Everything is declared, so that tools which need it are shown. */
const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} }
const modernParams = {
  _meta: {
    [metaKey.protocolVersion]: MODERN_VERSION,
    [metaKey.clientInfo]: clientInfo,
    [metaKey.clientCapabilities]: capabilities,
  },
}

/** @returns null when it does not even shake hands */
export async function greet(conversation: Conversation): Promise<Greeted | null> {
  const discovered = await conversation.ask('server/discover', modernParams)
  const modern = speaksModern(discovered)
  const answer = await conversation.ask('initialize', {
    protocolVersion: '2025-11-25',
    clientInfo,
    capabilities: { ...capabilities, roots: { listChanged: true } },
  })
  const isGreeted = isPlainObject(answer.result)
  if (isGreeted) conversation.tell('notifications/initialized')
  else if (!modern) return null
  const hello = Hello.parse(isGreeted ? answer.result : discovered.result)
  const named = hello._meta[metaKey.serverInfo]
  return {
    modern,
    onlyModern: !isGreeted,
    serverInfo: isPlainObject(named) ? named : hello.serverInfo,
    capabilities: hello.capabilities,
    instructions: hello.instructions,
  }
}

function speaksModern({ result }: JsonRpcResponse): boolean {
  const read = Discovered.safeParse(result)
  return read.success && read.data.supportedVersions.includes(MODERN_VERSION)
}

/** How each list is asked for, and the member every entry must have as text. */
const lists = {
  tools: { capability: 'tools', method: 'tools/list', key: 'name' },
  prompts: { capability: 'prompts', method: 'prompts/list', key: 'name' },
  resources: { capability: 'resources', method: 'resources/list', key: 'uri' },
  resourceTemplates: { capability: 'resources', method: 'resources/templates/list', key: 'uriTemplate' },
} as const

/**
 * Asks a service that was greeted for everything it declares.
 * @param before what it offered until now: a list that does not come at all stays as it was
 * @returns `isBroken` when another look may bring more
 */
export async function readOffer(
  conversation: Conversation,
  greeted: Greeted,
  budget: ListBudget,
  before: Learned | null,
): Promise<{ learned: Learned; isBroken: boolean }> {
  const problems: string[] = []
  let isBroken = false
  const list = async (kind: keyof typeof lists): Promise<Entry[]> => {
    const { capability, method, key } = lists[kind]
    if (!isPlainObject(greeted.capabilities[capability])) return []
    const query: ListQuery = { method, member: kind, key, params: greeted.onlyModern ? modernParams : {} }
    const read = await readList(conversation, query, budget)
    if (read.problem !== null) problems.push(read.problem)
    isBroken ||= read.isBroken
    return read.isBroken && read.entries.length === 0 ? (before?.[kind] ?? []) : read.entries
  }
  const { modern, serverInfo, instructions } = greeted
  const learned: Learned = {
    modern,
    serverInfo,
    capabilities: greeted.capabilities,
    instructions,
    tools: await list('tools'),
    prompts: await list('prompts'),
    resources: await list('resources'),
    resourceTemplates: await list('resourceTemplates'),
    problem: null,
  }
  return {
    learned: { ...learned, problem: problems.length === 0 ? null : problems.join(' ') },
    isBroken,
  }
}

/** True when it says that it tells of changes: only then is the conversation of use later. */
export function announcesChanges({ capabilities: declared }: Greeted): boolean {
  return ['tools', 'prompts', 'resources'].some((name) => {
    const capability = declared[name]
    return isPlainObject(capability) && capability['listChanged'] === true
  })
}

/** Who keeps no sessions tells of changes only to those who ask for it. The answer comes when the listening ends. */
export function listenForChanges(conversation: Conversation): void {
  void conversation.ask(
    'subscriptions/listen',
    {
      ...modernParams,
      notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
    },
    { forever: true },
  )
}
