import {
  isRequest,
  isPlainObject,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
} from '@shared/mcp/json-rpc'

/** Subscriptions kept per MCP session; older ones are forgotten first. */
const MAX_SUBSCRIPTIONS = 256

/**
 * What a service instance must be told to stand where its predecessor stood: the handshake, the log level and
 * the subscriptions of one MCP session. Kept from the client's own messages.
 */
export class SessionMemory {
  #initialize: JsonRpcRequest | null = null
  #initialized: JsonRpcNotification | null = null
  #logLevel: JsonRpcRequest | null = null
  readonly #subscriptions = new Map<string, JsonRpcRequest>()

  /** The handshake was answered; from now on it is replayed. */
  keepHandshake(initialize: JsonRpcRequest): void {
    this.#initialize = initialize
  }

  /** Notes what a later instance must hear again. */
  note(message: JsonRpcMessage): void {
    if (!('method' in message)) return
    if (message.method === 'notifications/initialized') this.#initialized = message
    if (!isRequest(message)) return
    if (message.method === 'logging/setLevel') this.#logLevel = message
    const uri = isPlainObject(message.params) ? message.params['uri'] : undefined
    if (typeof uri !== 'string') return
    if (message.method === 'resources/unsubscribe') this.#subscriptions.delete(uri)
    if (message.method === 'resources/subscribe') this.#subscribe(uri, message)
  }

  /** True while the client waits for news of a resource. */
  get hasSubscriptions(): boolean {
    return this.#subscriptions.size > 0
  }

  /** The handshake with an id of ours, so that it meets no id of the client; null before there was one. */
  handshakeLine(id: string): string | null {
    return this.#initialize && JSON.stringify({ ...this.#initialize, id })
  }

  /** What follows the handshake's answer. @param id makes each request's id */
  followingLines(id: (n: number) => string): string[] {
    const requests = [...(this.#logLevel ? [this.#logLevel] : []), ...this.#subscriptions.values()]
    return [
      ...(this.#initialized ? [JSON.stringify(this.#initialized)] : []),
      ...requests.map((request, n) => JSON.stringify({ ...request, id: id(n) })),
    ]
  }

  #subscribe(uri: string, message: JsonRpcRequest): void {
    this.#subscriptions.set(uri, message)
    if (this.#subscriptions.size <= MAX_SUBSCRIPTIONS) return
    const [oldest] = this.#subscriptions.keys()
    if (oldest !== undefined) this.#subscriptions.delete(oldest)
  }
}
