import type { ListKind } from '../catalog/view'
import { visibleLine } from '@shared/lib/visible-text'
import { isPlainObject, type JsonRpcRequest } from '@shared/mcp/json-rpc'

/** Revisions this era speaks, newest first. */
export const NEWEST_VERSION = '2025-11-25'
export const PROTOCOL_VERSIONS: ReadonlySet<string> = new Set([
  NEWEST_VERSION,
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
])

/** Requests that may reach the service twice without harm: they read, or set what they set again. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'resources/subscribe',
  'resources/unsubscribe',
  'resources/templates/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  'logging/setLevel',
])

export function isRepeatable(method: string): boolean {
  return REPEATABLE.has(method)
}

const LISTS: ReadonlyMap<string, ListKind> = new Map([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
])

/** @returns what a method lists; undefined when it is no list */
export function listOf(method: string): ListKind | undefined {
  return LISTS.get(method)
}

/** What services say when a list of theirs changed. */
export const changedMethods: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
])

/** @returns the notification for a changed list */
export function changedBy(kind: ListKind): string {
  return `notifications/${kind === 'resourceTemplates' ? 'resources' : kind}/list_changed`
}

const noMeta: Record<string, unknown> = {}

export function metaOf(request: JsonRpcRequest): Record<string, unknown> {
  const meta = request.params?.['_meta']
  return isPlainObject(meta) ? meta : noMeta
}

/** @returns the client's W3C trace context as it wrote it; null when it sent none */
export function traceparentIn(request: JsonRpcRequest): string | null {
  const traceparent = metaOf(request)['traceparent']
  return typeof traceparent === 'string' ? traceparent : null
}

/** Longest name kept for figures and lists. */
const MAX_NAME = 256

/** @returns the tool, prompt or resource a request is about, cut to 256 characters; null when there is none */
export function targetOf(request: JsonRpcRequest): string | null {
  if (!isPlainObject(request.params)) return null
  const isResource = request.method.startsWith('resources/')
  const name = request.params[isResource ? 'uri' : 'name']
  return typeof name === 'string' ? name.slice(0, MAX_NAME) : null
}

/** The name calls are counted under: the tool for a tool call, else the method. */
export function countedAs(request: JsonRpcRequest): string {
  const name = request.method === 'tools/call' ? targetOf(request) : null
  return name ?? request.method.slice(0, MAX_NAME)
}

/** @returns e.g. `claude-code 2.1.329` from the handshake's clientInfo; null when it does not say */
export function clientName(initialize: JsonRpcRequest): string | null {
  const info = initialize.params?.['clientInfo']
  if (!isPlainObject(info) || typeof info['name'] !== 'string') return null
  const version = typeof info['version'] === 'string' ? ` ${info['version']}` : ''
  return visibleLine(`${info['name']}${version}`, 100)
}
