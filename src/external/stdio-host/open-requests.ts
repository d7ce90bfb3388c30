import type { JsonRpcId } from '@shared/mcp/json-rpc'
import type { MuxSession } from './mux-session'

/** A client's request the child has not answered yet. */
export interface OpenRequest {
  /** Its number at the child, also its progress token there. */
  readonly number: number
  readonly session: MuxSession
  readonly id: JsonRpcId
  /** `id` as JSON text. */
  readonly token: string
  readonly method: string
  /** What the client called its progress; undefined when it wants none. */
  readonly progressToken: unknown
  /** Of the revision without sessions. Then the child may only log for it when it asked for that. */
  readonly isModern: boolean
  readonly wantsLogs: boolean
  /** Nobody waits any more; an answer that comes all the same still finds its way. */
  cancelled: boolean
  /** Called with the result before it goes out; such an answer is parsed. */
  readonly onResult: ((result: Record<string, unknown>) => Record<string, unknown>) | null
}

/** Cancelled requests a child never answers are forgotten beyond this many, oldest first. */
const MAX_CANCELLED = 1_024

/** All requests that are open at one child, oldest first. */
export class OpenRequests {
  readonly #open = new Map<number, OpenRequest>()
  readonly #cancelled: number[] = []

  get size(): number {
    return this.#open.size
  }

  add(request: OpenRequest): void {
    this.#open.set(request.number, request)
  }

  get(number: number): OpenRequest | undefined {
    return this.#open.get(number)
  }

  take(number: number): OpenRequest | undefined {
    const request = this.#open.get(number)
    if (request) this.#open.delete(number)
    return request
  }

  find(session: MuxSession, id: JsonRpcId): OpenRequest | undefined {
    for (const request of this.#open.values())
      if (request.session === session && request.id === id && !request.cancelled) return request
    return undefined
  }

  cancel(request: OpenRequest): void {
    request.cancelled = true
    this.#cancelled.push(request.number)
    if (this.#cancelled.length <= MAX_CANCELLED) return
    const oldest = this.#cancelled.shift()
    if (oldest !== undefined) this.#open.delete(oldest)
  }

  /** Requests somebody waits for, oldest first. */
  waiting(accepts: (request: OpenRequest) => boolean = () => true): OpenRequest[] {
    return [...this.#open.values()].filter((request) => !request.cancelled && accepts(request))
  }

  /** Forgets a session's requests. @returns those somebody waited for */
  dropSession(session: MuxSession): OpenRequest[] {
    const dropped: OpenRequest[] = []
    for (const request of this.#open.values()) {
      if (request.session !== session) continue
      this.#open.delete(request.number)
      if (!request.cancelled) dropped.push(request)
    }
    return dropped
  }
}
