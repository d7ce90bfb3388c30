import { acknowledgedMethod, metaKey } from '@shared/mcp/modern'
import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { isPlainObject, type JsonRpcNotification, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import type { ModernLeg } from './modern-leg'

export interface ChangeListenerDeps {
  leg: ModernLeg
  clock: Clock
  revision: string
  /** The `_meta` of a request made now. */
  meta: () => Record<string, unknown>
  onChange: (message: JsonRpcNotification) => void
}

const RETRY_MS = SECOND
const LONGEST_RETRY_MS = 60 * SECOND

/**
 * Hears of changes by `subscriptions/listen` (2026-07-28) and tells them as the sessions' era did: without a
 * subscription's id. Each change of what is listened for opens a new stream before the old one is closed.
 */
export class ChangeListener {
  readonly #deps: ChangeListenerDeps
  readonly #uris = new Set<string>()
  #lists: Record<string, boolean> = {}
  #stream: string | null = null
  #opened = 0
  #failures = 0
  #timer: Disposable | null = null
  #closed = false

  constructor(deps: ChangeListenerDeps) {
    this.#deps = deps
  }

  /** Listens for the lists of which the server says that it tells their changes. */
  listenFor(capabilities: Record<string, unknown>): void {
    const tells = (name: string, member: string): boolean => {
      const capability = capabilities[name]
      return isPlainObject(capability) && capability[member] === true
    }
    this.#lists = {
      ...(tells('tools', 'listChanged') ? { toolsListChanged: true } : {}),
      ...(tells('prompts', 'listChanged') ? { promptsListChanged: true } : {}),
      ...(tells('resources', 'listChanged') ? { resourcesListChanged: true } : {}),
    }
    this.#reopen()
  }

  subscribe(uri: string): void {
    this.#uris.add(uri)
    this.#reopen()
  }

  unsubscribe(uri: string): void {
    if (this.#uris.delete(uri)) this.#reopen()
  }

  close(): void {
    this.#closed = true
    this.#timer?.dispose()
    if (this.#stream !== null) this.#deps.leg.cancel(this.#stream)
  }

  #reopen(): void {
    this.#timer?.dispose()
    this.#timer = null
    if (this.#closed) return
    const { leg, revision, meta } = this.#deps
    const previous = this.#stream
    const subscriptions = [...this.#uris]
    const notifications = {
      ...this.#lists,
      ...(subscriptions.length > 0 ? { resourceSubscriptions: subscriptions } : {}),
    }
    this.#stream = null
    if (Object.keys(notifications).length > 0) {
      const id = (this.#stream = `omnimind-listen-${++this.#opened}`)
      const params = { notifications, _meta: meta() }
      leg.ask({ jsonrpc: '2.0', id, method: 'subscriptions/listen', params }, revision, {
        onRelated: (message) => this.#heard(id, message),
        onAnswer: () => this.#ended(id),
      })
    }
    if (previous !== null) leg.cancel(previous)
  }

  #heard(id: string, message: JsonRpcMessage): void {
    if (id !== this.#stream || !('method' in message) || 'id' in message) return
    this.#failures = 0
    if (message.method === acknowledgedMethod) return
    this.#deps.onChange(withoutSubscription(message))
  }

  #ended(id: string): void {
    if (id !== this.#stream || this.#closed) return
    this.#stream = null
    const delayMs = Math.min(RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS)
    this.#failures += 1
    this.#timer = this.#deps.clock.after(delayMs, () => this.#reopen())
  }
}

function withoutSubscription(message: JsonRpcNotification): JsonRpcNotification {
  const meta = message.params?.['_meta']
  if (!isPlainObject(meta)) return message
  const { [metaKey.subscriptionId]: _, ...rest } = meta
  return { ...message, params: { ...message.params, _meta: rest } }
}
