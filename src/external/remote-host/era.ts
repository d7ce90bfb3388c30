import { version } from '../../../package.json'
import { isPlainObject, type JsonRpcResponse } from '@shared/mcp/json-rpc'
import { metaKey, modernCode, MODERN_VERSION } from '@shared/mcp/modern'
import { SECOND } from '@shared/lib/clock'
import { sessionRevisions } from '../kit/session-revisions'
import type { Conversation, ConversationDeps } from './conversation'
import { LegacySession } from './legacy-session'
import { ModernLeg } from './modern-leg'
import { NetworkProblem } from './network-problem'
import { SseSession } from './sse-session'
import { ToolHeaders } from './tool-headers'
import { AccessDenied, type Upstream } from './upstream'

/** What a server was found to speak. */
export interface Era {
  /** What it answered to `server/discover`, when it speaks 2026-07-28. */
  modern: Record<string, unknown> | null
  /** How a client with a session is served. */
  sessions: 'streamable' | 'sse' | 'undecided'
}

/** The server was reached and is no MCP server this program understands, or never answered. */
export class NoMcpServer extends Error {}

const DISCOVER_MS = 8 * SECOND
const HANDSHAKE_MS = 30 * SECOND
const client = { name: 'OmniMind', version }

/**
 * Finds out what a server speaks: asks it by the newest revision, or else begins and ends a session.
 * @throws NetworkProblem, AccessDenied, NoMcpServer
 */
export async function probeEra(kind: 'http' | 'sse', upstream: Upstream): Promise<Era> {
  if (kind === 'sse') {
    await handshake(upstream, (deps) => new SseSession(deps))
    return { modern: null, sessions: 'sse' }
  }
  const modern = await discover(upstream)
  if (modern) return { modern, sessions: 'undecided' }
  await handshake(upstream, (deps) => new LegacySession(deps))
  return { modern, sessions: 'streamable' }
}

/**
 * How clients with a session are served by a server of the newest revision, found out when the first one comes:
 * by its own sessions where it keeps some. Without one it could never ask back, which the newest revision can.
 */
export async function decideSessions(upstream: Upstream): Promise<'streamable' | 'translated'> {
  try {
    const hasSession = await handshake(upstream, (deps) => new LegacySession(deps))
    return hasSession ? 'streamable' : 'translated'
  } catch {
    return 'translated'
  }
}

/** @returns null when the server does not speak that revision, however it says so */
async function discover(upstream: Upstream): Promise<Record<string, unknown> | null> {
  let failure: unknown = null
  const leg = new ModernLeg({
    upstream,
    toolHeaders: new ToolHeaders(),
    requestTimeoutMs: DISCOVER_MS,
    holdBack: () => false,
    log: () => {},
  })
  const _meta = {
    [metaKey.protocolVersion]: MODERN_VERSION,
    [metaKey.clientInfo]: client,
    [metaKey.clientCapabilities]: {},
  }
  const request = {
    jsonrpc: '2.0',
    id: 'omnimind-probe',
    method: 'server/discover',
    params: { _meta },
  } as const
  const ask = (): Promise<JsonRpcResponse> =>
    new Promise((resolve) =>
      leg.ask(request, MODERN_VERSION, {
        onRelated: () => {},
        onAnswer: resolve,
        onFailure: (error) => (failure = error),
      }),
    )
  let answer = await ask()
  // Refused, but with this revision among those to choose from: it may be chosen now.
  if (answer.error?.code === modernCode.unsupportedVersion && isOffered(answer.error.data, 'supported'))
    answer = await ask()
  if (failure instanceof AccessDenied) throw failure
  if (failure instanceof NetworkProblem && failure.delivery === 'not-delivered') throw failure
  if (!isPlainObject(answer.result)) return null
  return isOffered(answer.result, 'supportedVersions') ? answer.result : null
}

/**
 * Begins a session and ends it.
 * @returns whether the server keeps it, so that it can speak unasked
 */
async function handshake(
  upstream: Upstream,
  begin: (deps: ConversationDeps) => Conversation,
): Promise<boolean> {
  let failure: unknown = null
  let answered: (answer: JsonRpcResponse | null) => void = () => {}
  const answer = new Promise<JsonRpcResponse | null>((resolve) => (answered = resolve))
  const conversation = begin({
    upstream,
    requestTimeoutMs: HANDSHAKE_MS,
    log: () => {},
    onFailure: (error) => (failure ??= error),
    downstream: {
      isFull: false,
      onceDrained: () => {},
      send: (message) => {
        if (!('method' in message)) answered(message)
      },
      close: () => answered(null),
    },
  })
  const late = upstream.clock.after(HANDSHAKE_MS, () => {
    failure ??= new NoMcpServer(
      `${upstream.host} did not answer "initialize" within ${HANDSHAKE_MS / SECOND} s.`,
    )
    answered(null)
  })
  try {
    conversation.receive({
      jsonrpc: '2.0',
      id: 'omnimind-probe',
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: client },
    })
    const response = await answer
    if (failure instanceof Error) throw failure
    if (!isHandshake(response?.result)) throw notMcp(upstream.host, response)
    return conversation instanceof LegacySession && conversation.hasSession
  } finally {
    late.dispose()
    await conversation.close()
  }
}

function isOffered(value: unknown, member: string): boolean {
  const versions = isPlainObject(value) ? value[member] : undefined
  return Array.isArray(versions) && versions.includes(MODERN_VERSION)
}

function isHandshake(result: unknown): boolean {
  return isPlainObject(result) && sessionRevisions.some((revision) => revision === result['protocolVersion'])
}

function notMcp(host: string, response: JsonRpcResponse | null): NoMcpServer {
  const said = response?.error ? ` It said: ${response.error.message.slice(0, 300)}` : ''
  return new NoMcpServer(`${host} did not take up a session.${said}`)
}
