import type { Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { JsonRpcNotification, JsonRpcRequest } from '@shared/mcp/json-rpc'
import { isPlainObject, rpcCode } from '@shared/mcp/json-rpc'
import type { RouteCell } from '../upstream/routes'
import type { Upstream } from './upstream'
import type { CallOwner, UpstreamCall } from './upstream-call'
import { without } from './without'

/** A service that is up and cannot be listened to is asked again after this. */
const RETRY_MS = 5_000

export interface RemoteListeningDeps {
  clock: Clock
  route: RouteCell
  /** The pipe of now: an idle one may have been closed meanwhile. */
  upstream(): Upstream
  uris: readonly string[]
  /** The client's own `_meta`: who asks, and in which revision. */
  meta: unknown
  onUpdated(message: JsonRpcNotification): void
  /** The service ended the listening, or cannot listen. */
  onEnded(): void
}

/**
 * Listens to resources of a service that speaks 2026-07-28, with a `subscriptions/listen` of our own. It outlives
 * the service's absence, however long that takes.
 */
export class RemoteListening implements CallOwner, Disposable {
  readonly #deps: RemoteListeningDeps
  readonly #held = new DisposableStore()
  #call: { upstream: Upstream; carried: UpstreamCall } | null = null
  #retry: Disposable | null = null
  isWaiting = true

  constructor(deps: RemoteListeningDeps) {
    this.#deps = deps
    this.#held.add(
      deps.route.onChange(({ kind }) => {
        if (kind === 'up' && this.#call === null) this.#listen()
      }),
    )
    this.#listen()
  }

  dispose(): void {
    this.#end()
    if (this.#call) this.#call.upstream.cancel(this.#call.carried)
    this.#call = null
  }

  told(message: JsonRpcNotification): void {
    // It works again, so the next restarts are new ones.
    if (this.#call) this.#call.carried.resends = 0
    if (message.method === 'notifications/resources/updated') this.#deps.onUpdated(message)
  }
  asked(question: JsonRpcRequest): void {
    this.#call?.upstream.replyError(question.id, 'Nothing can be asked here.', rpcCode.methodNotFound)
  }
  answered(): void {
    this.#call = null
    this.#end()
    this.#deps.onEnded()
  }
  failed(): void {
    const { clock, route } = this.#deps
    this.#call = null
    if (!this.isWaiting) return
    this.#retry?.dispose()
    this.#retry = clock.after(RETRY_MS, () => {
      if (this.#call === null && route.current.kind === 'up') this.#listen()
    })
  }
  sent(): void {}
  unasked(): void {}
  broken(): void {}
  tick(): void {}

  #listen(): void {
    if (!this.isWaiting) return
    const { meta, uris } = this.#deps
    const upstream = this.#deps.upstream()
    const carried = upstream.carry({
      owner: this,
      method: 'subscriptions/listen',
      repeatable: true,
      params: () => ({
        _meta: isPlainObject(meta) ? without(meta, 'progressToken') : {},
        notifications: { resourceSubscriptions: uris },
      }),
    })
    // The service may be down: then it has failed while it was carried.
    if (upstream.has(carried)) this.#call = { upstream, carried }
  }

  #end(): void {
    this.isWaiting = false
    this.#held.dispose()
    this.#retry?.dispose()
  }
}
