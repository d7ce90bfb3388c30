import type { JsonRpcNotification, JsonRpcRequest } from '@shared/mcp/json-rpc'
import { isPlainObject, rpcCode } from '@shared/mcp/json-rpc'
import type { Disposable } from '@shared/lib/disposable'
import type { Upstream } from './upstream'
import type { CallOwner, UpstreamCall } from './upstream-call'
import { without } from './without'

/** Listens to resources of a service that speaks 2026-07-28, with a `subscriptions/listen` of our own. */
export class RemoteListening implements CallOwner, Disposable {
  readonly #upstream: Upstream
  readonly #onUpdated: (message: JsonRpcNotification) => void
  #call: UpstreamCall | null = null
  isWaiting = true

  /** @param meta the client's own `_meta`: who asks, and in which revision */
  constructor(
    upstream: Upstream,
    uris: readonly string[],
    meta: unknown,
    onUpdated: (message: JsonRpcNotification) => void,
  ) {
    this.#upstream = upstream
    this.#onUpdated = onUpdated
    this.#call = upstream.carry({
      owner: this,
      method: 'subscriptions/listen',
      repeatable: true,
      params: () => ({
        _meta: isPlainObject(meta) ? without(meta, 'progressToken') : {},
        notifications: { resourceSubscriptions: uris },
      }),
    })
  }

  dispose(): void {
    this.isWaiting = false
    if (this.#call) this.#upstream.cancel(this.#call)
    this.#call = null
  }

  told(message: JsonRpcNotification): void {
    if (message.method === 'notifications/resources/updated') this.#onUpdated(message)
  }
  asked(question: JsonRpcRequest): void {
    this.#upstream.replyError(question.id, 'Nothing can be asked here.', rpcCode.methodNotFound)
  }

  // The service ended the listening, or cannot listen: the client's stream goes on without it.
  answered(): void {
    this.isWaiting = false
  }
  failed(): void {
    this.isWaiting = false
  }
  sent(): void {}
  unasked(): void {}
  broken(): void {}
  tick(): void {}
}
