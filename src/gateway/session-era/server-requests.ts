import {
  errorResponse,
  isPlainObject,
  rpcCode,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'

/** Open requests kept per MCP session; a service that asks more without hearing is refused. */
const MAX_OPEN = 128

interface Asked {
  serviceId: string
  id: JsonRpcId
  progressToken: unknown
}

/** What a client said, and to which service. */
export interface Inward<T> {
  serviceId: string
  message: T
}

/**
 * Requests of services to their client (sampling, elicitation, roots). Each instance of a service counts its ids
 * from the start, but an MCP session outlives instances and may reach several services; so clients see ids (and
 * progress tokens) of ours, never used twice, and an answer meant for a dead instance can not reach the next one.
 */
export class ServerRequests {
  readonly #asked = new Map<number, Asked>()
  #next = 1

  /** @returns the request as the client sees it, or null when too many are open */
  outward(request: JsonRpcRequest, serviceId: string): JsonRpcRequest | null {
    if (this.#asked.size >= MAX_OPEN) return null
    const id = this.#next++
    const meta = request.params?.['_meta']
    const progressToken = isPlainObject(meta) ? meta['progressToken'] : undefined
    this.#asked.set(id, { serviceId, id: request.id, progressToken })
    if (progressToken === undefined) return { ...request, id }
    return {
      ...request,
      id,
      params: { ...request.params, _meta: { ...(meta as object), progressToken: id } },
    }
  }

  /** A service's `notifications/cancelled` names its own id; the client knows ours. */
  outwardCancel(message: JsonRpcMessage, serviceId: string): JsonRpcMessage {
    if (!('method' in message) || message.method !== 'notifications/cancelled') return message
    const requestId = message.params?.['requestId']
    for (const [id, asked] of this.#asked)
      if (asked.id === requestId && asked.serviceId === serviceId) {
        this.#asked.delete(id)
        return { ...message, params: { ...message.params, requestId: id } }
      }
    return message
  }

  /** @returns the client's answer with the service's own id; null when nobody asked, or nobody waits any more */
  inward(response: JsonRpcResponse): Inward<JsonRpcResponse> | null {
    if (typeof response.id !== 'number') return null
    const asked = this.#asked.get(response.id)
    if (!asked) return null
    this.#asked.delete(response.id)
    return { serviceId: asked.serviceId, message: { ...response, id: asked.id } }
  }

  /** @returns the client's progress with a service's request, with its own token; null when it is about none */
  inwardProgress(note: JsonRpcNotification): Inward<JsonRpcNotification> | null {
    const token = note.params?.['progressToken']
    const asked = typeof token === 'number' ? this.#asked.get(token) : undefined
    if (asked?.progressToken === undefined) return null
    const params = { ...note.params, progressToken: asked.progressToken }
    return { serviceId: asked.serviceId, message: { ...note, params } }
  }

  /**
   * The client will never see this request.
   * @param id ours, as the client would have seen it
   * @returns true while the service waits for its answer
   */
  unreachable(id: JsonRpcId): boolean {
    return typeof id === 'number' && this.#asked.delete(id)
  }

  /** The instance that asked is gone. */
  forget(serviceId: string): void {
    for (const [id, asked] of this.#asked) if (asked.serviceId === serviceId) this.#asked.delete(id)
  }
}

/** What a service hears when its client cannot be asked. */
export function unreachableClient(request: JsonRpcRequest): string {
  const text = 'The client cannot be asked: it does not listen. Go on without its answer.'
  return JSON.stringify(errorResponse(request.id, rpcCode.refused, text))
}
