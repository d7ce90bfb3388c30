import {
  errorResponse,
  rpcCode,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'

/** Open requests kept per MCP session; a service that asks more without hearing is refused. */
const MAX_OPEN = 128

/**
 * Requests of the service to its client (sampling, elicitation, roots). Each instance of a service counts its
 * ids from the start, but an MCP session outlives instances; so clients see ids of ours, never used twice, and
 * an answer meant for a dead instance can not reach the next one.
 */
export class ServerRequests {
  readonly #originals = new Map<number, JsonRpcId>()
  #next = 1

  /** @returns the request as the client sees it, or null when too many are open */
  outward(request: JsonRpcRequest): JsonRpcRequest | null {
    if (this.#originals.size >= MAX_OPEN) return null
    const id = this.#next++
    this.#originals.set(id, request.id)
    return { ...request, id }
  }

  /** A service's `notifications/cancelled` names its own id; the client knows ours. */
  outwardCancel(message: JsonRpcMessage): JsonRpcMessage {
    if (!('method' in message) || message.method !== 'notifications/cancelled') return message
    const requestId = message.params?.['requestId']
    for (const [id, original] of this.#originals)
      if (original === requestId) {
        this.#originals.delete(id)
        return { ...message, params: { ...message.params, requestId: id } }
      }
    return message
  }

  /** @returns the client's answer with the service's own id; null when nobody asked, or nobody waits any more */
  inward(response: JsonRpcResponse): JsonRpcResponse | null {
    if (typeof response.id !== 'number') return null
    const original = this.#originals.get(response.id)
    if (original === undefined) return null
    this.#originals.delete(response.id)
    return { ...response, id: original }
  }

  /**
   * The client will never see this request.
   * @param id ours, as the client would have seen it
   * @returns true while the service waits for its answer
   */
  unreachable(id: JsonRpcId): boolean {
    return typeof id === 'number' && this.#originals.delete(id)
  }

  /** The instance that asked is gone. */
  forget(): void {
    this.#originals.clear()
  }
}

/** What a service hears when its client cannot be asked. */
export function unreachableClient(request: JsonRpcRequest): string {
  const text = 'The client cannot be asked: it does not listen. Go on without its answer.'
  return JSON.stringify(errorResponse(request.id, rpcCode.refused, text))
}
