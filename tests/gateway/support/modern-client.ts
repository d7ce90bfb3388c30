import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { eventsOf, jsonHeaders } from './raw-client'

export interface Answered {
  status: number
  headers: Headers
  /** The response; its notifications are in `events`. */
  body: { id?: unknown; result?: Record<string, unknown>; error?: ModernError }
  events: Record<string, unknown>[]
}

interface ModernError {
  code: number
  message: string
  data?: unknown
}

export interface AskOptions {
  id?: number | string
  capabilities?: Record<string, unknown>
  meta?: Record<string, unknown>
  headers?: Record<string, string | undefined>
  signal?: AbortSignal
}

const named: Record<string, string> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

/** A request of revision 2026-07-28 with everything it needs. */
export function modernRequest(
  method: string,
  params: Record<string, unknown> = {},
  options: AskOptions = {},
): RequestInit {
  const { id = 1, capabilities = {}, meta = {}, headers = {}, signal } = options
  const name = params[named[method] ?? '']
  const all: Record<string, string | undefined> = {
    ...jsonHeaders,
    'mcp-protocol-version': MODERN_VERSION,
    'mcp-method': method,
    ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    ...headers,
  }
  const _meta = {
    [metaKey.protocolVersion]: MODERN_VERSION,
    [metaKey.clientCapabilities]: capabilities,
    [metaKey.clientInfo]: { name: 'raw', version: '2.1' },
    ...meta,
  }
  return {
    method: 'POST',
    headers: Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined),
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta } }),
    ...(signal ? { signal } : {}),
  }
}

export async function ask(
  url: URL,
  method: string,
  params?: Record<string, unknown>,
  options?: AskOptions,
): Promise<Answered> {
  return await answered(await fetch(url, modernRequest(method, params, options)))
}

export async function call(
  url: URL,
  name: string,
  args: Record<string, unknown> = {},
  options: AskOptions & { more?: Record<string, unknown> } = {},
): Promise<Answered> {
  return await ask(url, 'tools/call', { name, arguments: args, ...options.more }, options)
}

export async function answered(response: Response): Promise<Answered> {
  const text = await response.text()
  const isStream = response.headers.get('content-type') === 'text/event-stream'
  const events = isStream ? eventsOf(text) : []
  const body = (isStream ? events.at(-1) : text === '' ? {} : JSON.parse(text)) as Answered['body']
  return { status: response.status, headers: response.headers, body, events }
}

/** The messages of a stream as they come. */
export async function* messagesOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of response.body ?? []) {
    const blocks = (rest + decoder.decode(part, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) yield* eventsOf(block)
  }
}
