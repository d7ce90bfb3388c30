import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { JsonRpcNotification, JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { Unavailable } from '../upstream/unavailable'
import { Upstream, type UpstreamDeps } from './upstream'

/** The newest of the revisions with a handshake. */
const HANDSHAKE_VERSION = '2025-11-25'

export interface ConversationDeps extends UpstreamDeps {
  /** What the client behind it declared. */
  capabilities: Record<string, unknown>
  /** Its name and version, as `readEnvelope` gives them; null when it does not say. */
  client: string | null
  serverInfo: Record<string, unknown> | null
  /** The service refused the handshake. */
  onRejected(): void
}

type OnUpdated = (message: JsonRpcNotification) => void

/**
 * A conversation of ours with a service of an older revision, in the name of one client: one handshake, many
 * requests. The leg keeps the handshake and repeats it for each instance of the service.
 */
export class Conversation {
  readonly upstream: Upstream
  readonly serverInfo: Record<string, unknown> | null
  readonly #listeners = new Map<string, Set<OnUpdated>>()
  readonly #ended = new Emitter<void>()
  #isLogging = false
  #notes = 0
  /** When it was last used, monotonic ms. */
  usedAt: number

  constructor(deps: ConversationDeps) {
    this.serverInfo = deps.serverInfo
    this.usedAt = deps.clock.monotonicMs()
    this.upstream = new Upstream(deps, {
      onUnrelated: (message) => this.#heard(message),
      onRejected: () => deps.onRejected(),
      isListening: () => this.#listeners.size > 0,
      isOneClient: true,
    })
    const { memory } = this.upstream.leg
    memory.keepHandshake(handshake(deps.capabilities, deps.client))
    memory.note({ jsonrpc: '2.0', method: 'notifications/initialized' })
  }

  get isUsed(): boolean {
    return this.upstream.size > 0 || this.#listeners.size > 0
  }

  /** Clients of this revision set the level per request: the service tells all, and each request hears its part. */
  startLogging(): void {
    if (this.#isLogging) return
    this.#isLogging = true
    this.#request('logging/setLevel', { level: 'debug' })
  }

  /** @param onUpdated hears each `notifications/resources/updated` for the resource */
  subscribe(uri: string, onUpdated: OnUpdated): Disposable {
    let listeners = this.#listeners.get(uri)
    if (!listeners) {
      this.#listeners.set(uri, (listeners = new Set()))
      this.#request('resources/subscribe', { uri })
    }
    listeners.add(onUpdated)
    return { dispose: () => this.#unsubscribe(uri, onUpdated) }
  }

  /** @param onEnded hears of the end of the conversation: nothing that was subscribed to is told any more */
  onEnded(onEnded: () => void): Disposable {
    return this.#ended.on(onEnded)
  }

  close(why: Unavailable): void {
    this.upstream.close(why)
    this.#ended.emit()
  }

  #unsubscribe(uri: string, onUpdated: OnUpdated): void {
    const listeners = this.#listeners.get(uri)
    if (!listeners?.delete(onUpdated) || listeners.size > 0) return
    this.#listeners.delete(uri)
    this.#request('resources/unsubscribe', { uri })
  }

  /** Whose answer nobody needs: a service that cannot do it goes without. */
  #request(method: string, params: Record<string, unknown>): void {
    const request: JsonRpcRequest = {
      jsonrpc: '2.0',
      id: `omnimind-note-${++this.#notes}`,
      method,
      params,
    }
    const { leg } = this.upstream
    leg.memory.note(request)
    leg.carryNote(JSON.stringify(request))
  }

  #heard(message: JsonRpcNotification): void {
    if (message.method === 'notifications/resources/updated') {
      const uri = message.params?.['uri']
      if (typeof uri !== 'string') return
      for (const listener of this.#listeners.get(uri) ?? []) listener(message)
    } else if (message.method === 'notifications/message') {
      // A service that does not say to which request it belongs: each running one of this client may hear it.
      for (const call of this.upstream.all()) call.owner.told(message)
    }
  }
}

/** In the client's own name, which services show to people and write down. */
function handshake(capabilities: Record<string, unknown>, client: string | null): JsonRpcRequest {
  return {
    jsonrpc: '2.0',
    id: 'omnimind-handshake',
    method: 'initialize',
    params: {
      protocolVersion: HANDSHAKE_VERSION,
      capabilities,
      clientInfo:
        client === null ? { name: 'omnimind', title: 'OmniMind', version: '1.0.0' } : infoOf(client),
    },
  }
}

function infoOf(client: string): { name: string; version: string } {
  const at = client.lastIndexOf(' ')
  return at < 1 ? { name: client, version: '' } : { name: client.slice(0, at), version: client.slice(at + 1) }
}
