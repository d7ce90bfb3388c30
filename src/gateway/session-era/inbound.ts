import type { Clock } from '@shared/lib/clock'
import {
  isPlainObject,
  isRequest,
  isResponse,
  RELATED_REQUEST,
  type JsonRpcMessage,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { tokenAtHead } from '@shared/mcp/peek-response'
import { parseLine } from '@shared/mcp/parse-line'
import { peekResponse, type Peeked } from '../upstream/peek'
import { unreadable } from '../upstream/waiting-room'
import type { Exchange } from './exchange'
import type { Exchanges } from './exchanges'
import type { Listening } from './listening'
import { unreachableClient, type ServerRequests } from './server-requests'

/** Ids of what the gateway itself asks on a leg; the answers are nobody's. */
export const OWN_ID = 'omnimind-'

export interface InboundDeps {
  serviceId: string
  clock: Clock
  exchanges: Exchanges
  listening: Listening
  serverRequests: ServerRequests
  /** True for what the client hears from the gateway instead. */
  isOurs: (method: string) => boolean
  /** Progress came: how long the request may take counts anew. */
  onProgress(exchange: Exchange): void
  /** Writes a line back to the service. */
  reply(line: string): void
  /** A line that is no message, or an answer nobody waits for. */
  onStray(what: string): void
}

/** Sorts what one service says: an answer to its request, news to the stream it belongs to, questions too. */
export class Inbound {
  readonly #deps: InboundDeps

  constructor(deps: InboundDeps) {
    this.#deps = deps
  }

  receive(line: string): void {
    const peeked = peekResponse(line)
    if (peeked) return this.#answer(peeked, line)
    const message = parseLine(line)
    if (!message) return this.#unreadable(line)
    const related = takeRelated(message)
    if (isResponse(message)) return this.#answer(peek(message), JSON.stringify(message))
    this.#tell(message, related, line)
  }

  /** Whoever waits for it need not wait until the time is over. */
  #unreadable(line: string): void {
    this.#deps.onStray('a line that is no JSON-RPC message')
    const token = tokenAtHead(line)
    const exchange = token === null ? undefined : this.#find(token)
    if (exchange) this.#deps.exchanges.fail(exchange, unreadable(this.#deps.serviceId, exchange.method))
  }

  #answer({ token, kind }: Peeked, text: string): void {
    const exchange = this.#find(token)
    if (!exchange) {
      if (!token.startsWith(`"${OWN_ID}`)) this.#deps.onStray('an answer nobody waits for')
      return
    }
    if (kind === 'error') return this.#deps.exchanges.answer(exchange, text, 'error', errorCode(text))
    const failed = exchange.method === 'tools/call' && isToolError(text)
    this.#deps.exchanges.answer(exchange, text, failed ? 'tool-error' : 'ok', null)
  }

  /** A service can only speak of what it was asked itself. */
  #find(token: string): Exchange | undefined {
    const exchange = this.#deps.exchanges.find(token)
    const isItsOwn = exchange?.serviceId === this.#deps.serviceId && exchange.admittedAt !== null
    return isItsOwn ? exchange : undefined
  }

  #tell(message: JsonRpcMessage, related: unknown, line: string): void {
    const { clock, exchanges, listening, serverRequests, serviceId, isOurs } = this.#deps
    if ('method' in message && isOurs(message.method)) return
    const now = clock.monotonicMs()
    const mayDrop = isNews(message)
    const outward = isRequest(message)
      ? serverRequests.outward(message, serviceId)
      : serverRequests.outwardCancel(message, serviceId)
    if (outward === null) return this.#refuse(message)
    const text = outward === message && related === undefined ? line : JSON.stringify(outward)
    const exchange = this.#relatedTo(message, related)
    if (isRequest(message) && message.method !== 'ping')
      for (const one of exchange ? [exchange] : exchanges.of(serviceId).all()) one.wasAsked = true
    if (exchange && isProgress(message)) this.#deps.onProgress(exchange)
    if (exchange?.answer.relate(text, mayDrop, now)) return
    const onLost = (): void => this.#lost(message, outward)
    if (related === undefined || listening.isOpen) listening.send(text, mayDrop, now, onLost)
    else onLost()
  }

  /**
   * Programs behind a plain pipe of their own do not say which request a message belongs to: progress names its
   * token, and a question with nobody listening can only reach the client on a stream that is open.
   */
  #relatedTo(message: JsonRpcMessage, related: unknown): Exchange | undefined {
    const { exchanges, serviceId, listening } = this.#deps
    if (related !== undefined) return this.#find(JSON.stringify(related))
    if (isProgress(message)) return exchanges.withProgress(serviceId, message.params?.['progressToken'])
    return isRequest(message) && !listening.isOpen ? exchanges.latestOf(serviceId) : undefined
  }

  /** The client will never hear this. A service that asked, and still waits, is told so. */
  #lost(message: JsonRpcMessage, outward: JsonRpcMessage): void {
    if (isRequest(outward) && this.#deps.serverRequests.unreachable(outward.id)) this.#refuse(message)
  }

  #refuse(message: JsonRpcMessage): void {
    if (isRequest(message)) this.#deps.reply(unreachableClient(message))
  }
}

function isProgress(
  message: JsonRpcMessage,
): message is JsonRpcMessage & { params?: Record<string, unknown> } {
  return 'method' in message && message.method === 'notifications/progress'
}

/** Progress and logs: useful while fresh, and harmless to miss. */
function isNews(message: JsonRpcMessage): boolean {
  return isProgress(message) || ('method' in message && message.method === 'notifications/message')
}

/** Removes the member that never leaves the machine's inside. @returns its value */
function takeRelated(message: JsonRpcMessage): unknown {
  const loose: { [RELATED_REQUEST]?: unknown } = message as { [RELATED_REQUEST]?: unknown }
  const related = loose[RELATED_REQUEST]
  delete loose[RELATED_REQUEST]
  return related
}

function peek(message: JsonRpcResponse): Peeked {
  return { token: JSON.stringify(message.id), kind: message.error === undefined ? 'result' : 'error' }
}

/** Parses only when the text speaks of an error at all: inside a JSON string the quotes would be escaped. */
function isToolError(text: string): boolean {
  if (!/"isError":\s*true/.test(text)) return false
  const message = parseLine(text)
  return (
    message !== null &&
    isResponse(message) &&
    isPlainObject(message.result) &&
    message.result['isError'] === true
  )
}

function errorCode(text: string): string | null {
  const message = parseLine(text)
  return message && isResponse(message) && message.error ? String(message.error.code) : null
}
