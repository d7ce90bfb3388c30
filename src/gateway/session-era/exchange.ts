import type { ServerResponse } from 'node:http'
import type { Disposable } from '@shared/lib/disposable'
import { errorResponse, type JsonRpcId, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import { EventStream, type StreamLimits } from '../front/event-stream'
import { sendJson } from '../front/reply'
import type { Accepts } from '../guards/content'
import type { Counter } from '../telemetry/counters'
import type { Carried } from '../upstream/carried'
import { isRepeatable } from './methods'

/** How the waiting HTTP answer stands. `gone`: its client left; the call goes on, its answer is dropped. */
type Answer =
  | { kind: 'held' }
  | { kind: 'streaming'; stream: EventStream }
  | { kind: 'gone' }
  | { kind: 'finished' }

export interface ExchangeStart {
  request: JsonRpcRequest
  line: string
  requestBytes: number
  response: ServerResponse
  accepts: Accepts
  headers: Record<string, string>
  limits: StreamLimits
  counter: Counter
  /** Monotonic and epoch ms of arrival. */
  startedAt: number
  at: number
}

/** One client request and its open HTTP answer: the line to send, how often it went out, where the reply goes. */
export class Exchange implements Carried {
  readonly start: ExchangeStart
  /** The id as JSON text, as responses are matched. */
  readonly token: string
  readonly repeatable: boolean
  sent = false
  resends = 0
  responseBytes = 0
  /** Ends its wait for the service; null while it does not wait. */
  deadline: Disposable | null = null
  #answer: Answer = { kind: 'held' }

  constructor(start: ExchangeStart) {
    this.start = start
    this.token = JSON.stringify(start.request.id)
    this.repeatable = isRepeatable(start.request.method)
  }

  get method(): string {
    return this.start.request.method
  }
  get line(): string {
    return this.start.line
  }
  get id(): JsonRpcId {
    return this.start.request.id
  }
  get isHeld(): boolean {
    return this.#answer.kind === 'held'
  }
  /** True while its client waits for the answer. */
  get isOpen(): boolean {
    return this.#answer.kind === 'held' || this.#answer.kind === 'streaming'
  }
  get stream(): EventStream | null {
    return this.#answer.kind === 'streaming' ? this.#answer.stream : null
  }

  /** Its client closed the connection. In this era that cancels nothing. */
  leave(): void {
    if (this.isOpen) this.#answer = { kind: 'gone' }
  }

  /** Starts the event stream, if the client can read one. */
  openStream(now: number): EventStream | null {
    if (this.#answer.kind !== 'held' || !this.start.accepts.events) return this.stream
    const stream = new EventStream(this.start.response, this.start.headers, this.start.limits, now)
    this.#answer = { kind: 'streaming', stream }
    return stream
  }

  /** A message that belongs to this request comes before its answer. @returns false when nobody can read it */
  relate(text: string, mayDrop: boolean, now: number): boolean {
    const stream = this.openStream(now)
    this.responseBytes += stream?.send(text, mayDrop, now) ?? 0
    return stream !== null
  }

  /** The answer, as JSON when the client reads that and no stream began. */
  finish(text: string, now: number, status = 200, headers?: Record<string, string>): void {
    const { response, accepts } = this.start
    if (this.isHeld && (accepts.json || status !== 200)) {
      const all = headers ? { ...this.start.headers, ...headers } : this.start.headers
      this.responseBytes += sendJson(response, status, text, all)
    } else if (this.isOpen) {
      this.relate(text, false, now)
      this.stream?.end()
    }
    this.#answer = { kind: 'finished' }
  }

  fail(code: number, message: string, now: number, status = 200, headers?: Record<string, string>): void {
    this.finish(JSON.stringify(errorResponse(this.id, code, message)), now, status, headers)
  }

  /** Ends the answer without a reply, as the protocol asks for a cancelled request. */
  withdraw(now: number, code: number): void {
    if (this.isHeld && !this.start.accepts.events) return this.fail(code, 'The request was cancelled.', now)
    this.openStream(now)?.end()
    this.#answer = { kind: 'finished' }
  }
}
