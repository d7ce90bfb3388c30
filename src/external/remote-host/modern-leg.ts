import {
  isPlainObject,
  isResponse,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { SECOND } from '@shared/lib/clock'
import { modernCode } from '@shared/mcp/modern'
import { Exchange } from './exchange'
import { requestHeaders } from './request-headers'
import type { ToolHeaders } from './tool-headers'
import type { Upstream } from './upstream'

/** The gateway's own limit comes first; this one is for a server that never ends anything. */
const GRACE_MS = 5 * SECOND

export interface ModernLegDeps {
  upstream: Upstream
  toolHeaders: ToolHeaders
  requestTimeoutMs: number
  holdBack: (resume: () => void) => boolean
  log: (text: string) => void
}

export interface ModernEvents {
  onRelated(message: JsonRpcMessage): void
  onAnswer(answer: JsonRpcResponse): void
  onFailure?(error: unknown): void
}

/** Requests of revision 2026-07-28, each a POST of its own; there is no session. */
export class ModernLeg {
  readonly #deps: ModernLegDeps
  readonly #running = new Map<JsonRpcId, Exchange>()
  /** Calls that wait until the list of tools was read again. */
  readonly #relisting = new Set<JsonRpcId>()
  #lists = 0

  constructor(deps: ModernLegDeps) {
    this.#deps = deps
  }

  /** @param revision the one the request names in its `_meta` */
  ask(request: JsonRpcRequest, revision: string, events: ModernEvents): void {
    this.#exchange(request, revision, {
      onRelated: (message) => events.onRelated(message),
      onFailure: (error) => events.onFailure?.(error),
      onAnswer: (answer) => {
        if (request.method !== 'tools/call' || answer.error?.code !== modernCode.headerMismatch)
          return events.onAnswer(this.#passing(request, answer))
        // The tool wants arguments in headers and its definition was not seen yet, or has changed.
        void this.#askAgain(request, revision, events)
      },
    })
  }

  /** Closing the stream is how this revision cancels. @returns whether the request was running */
  cancel(id: JsonRpcId): boolean {
    const exchange = this.#running.get(id)
    exchange?.cancel()
    return this.#running.delete(id) || this.#relisting.delete(id)
  }

  close(): void {
    for (const exchange of this.#running.values()) exchange.cancel()
    this.#running.clear()
    this.#relisting.clear()
  }

  #exchange(request: JsonRpcRequest, revision: string, events: ModernEvents): void {
    const { upstream, requestTimeoutMs, holdBack } = this.#deps
    const listens = request.method === 'subscriptions/listen'
    const exchange = new Exchange(
      request,
      {
        upstream,
        headers: () => this.#headers(request, revision),
        resumable: false,
        timeoutMs: listens ? null : requestTimeoutMs + GRACE_MS,
        holdBack,
      },
      events,
    )
    void this.#follow(request.id, exchange)
  }

  async #follow(id: JsonRpcId, exchange: Exchange): Promise<void> {
    this.#running.set(id, exchange)
    await exchange.run()
    if (this.#running.get(id) === exchange) this.#running.delete(id)
  }

  /** The server did nothing: it is safe to ask again, with the headers its list of tools names. */
  async #askAgain(request: JsonRpcRequest, revision: string, events: ModernEvents): Promise<void> {
    this.#relisting.add(request.id)
    await this.#relist(request, revision)
    if (this.#relisting.delete(request.id)) this.#exchange(request, revision, events)
  }

  #headers(request: JsonRpcRequest, revision: string): Record<string, string> {
    const base = requestHeaders(request, revision)
    if (request.method !== 'tools/call') return base
    return { ...this.#deps.toolHeaders.of(request.params?.['name'], request.params?.['arguments']), ...base }
  }

  /** Lists of tools teach which arguments go into headers, and lose the tools that declare them wrongly. */
  #passing(request: JsonRpcRequest, answer: JsonRpcResponse): JsonRpcResponse {
    if (request.method !== 'tools/list' || !isPlainObject(answer.result)) return answer
    const { result, refused } = this.#deps.toolHeaders.learn(answer.result)
    if (refused.length > 0)
      this.#deps.log(`Tools left out for a wrong x-mcp-header: ${refused.join(', ').slice(0, 1_000)}`)
    return { ...answer, result }
  }

  /** Reads the whole list, at most 64 pages. */
  async #relist(call: JsonRpcRequest, revision: string): Promise<void> {
    const meta = call.params?.['_meta']
    let cursor: unknown
    for (let page = 0; page < 64; page++) {
      const params = { _meta: meta, ...(cursor === undefined ? {} : { cursor }) }
      const id = `omnimind-list-${++this.#lists}`
      const answer = await new Promise<JsonRpcResponse>((resolve) =>
        this.ask({ jsonrpc: '2.0', id, method: 'tools/list', params }, revision, {
          onRelated: () => {},
          onAnswer: resolve,
        }),
      )
      if (!isResponse(answer) || !isPlainObject(answer.result)) return
      cursor = answer.result['nextCursor']
      if (typeof cursor !== 'string') return
    }
  }
}
