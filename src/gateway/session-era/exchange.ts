import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { JsonRpcId, JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { CallEnd, GuardVerdict } from '../calls/call-guards'
import type { TracePlace } from '../stateless-era/trace'
import type { Counter } from '../telemetry/counters'
import type { Carried } from '../upstream/carried'
import type { Leg } from '../upstream/leg'
import type { ClientAnswer } from './client-answer'
import { isRepeatable } from './methods'

type Cached = Extract<GuardVerdict, { kind: 'answer' }>['source']

export interface ExchangeStart {
  request: JsonRpcRequest
  /** As the client wrote it, on one line. */
  line: string
  requestBytes: number
  answer: ClientAnswer
  clock: Clock
  /** The service it goes to; `gateway` for what the gateway answers itself. */
  serviceId: string
  counter: Counter
  /** Monotonic and epoch ms of arrival. */
  startedAt: number
  at: number
}

/** One client request on its way: the line to send, how often it went out, who decides about it, how long it took. */
export class Exchange implements Carried {
  readonly start: ExchangeStart
  readonly answer: ClientAnswer
  /** The id as JSON text, as responses are matched. */
  readonly token: string
  readonly repeatable: boolean
  /** What the service hears: the client's own words, unless `rewrite` changed them. */
  line: string
  outward: JsonRpcRequest
  /** The way to its service; null while it has none. */
  leg: Leg<Exchange> | null = null
  sent = false
  resends = 0
  /** While the guards let it wait: takes it back. */
  admission: Disposable | null = null
  /** Given by the guards with the leave to send; heard exactly once. */
  done: ((end: CallEnd) => void) | null = null
  /** When the guards let it go, monotonic ms; null before. */
  admittedAt: number | null = null
  /** When it is given up, monotonic ms. */
  expiresAt = Infinity
  queueMs = 0
  waitMs = 0
  cache: Cached | null = null
  /** The service asked its client something meanwhile: the answer may be made of that, and is nobody else's. */
  wasAsked = false
  trace: TracePlace | null = null
  #wait: { deadline: Disposable; since: number } | null = null

  constructor(start: ExchangeStart) {
    this.start = start
    this.answer = start.answer
    this.line = start.line
    this.outward = start.request
    this.token = JSON.stringify(start.request.id)
    this.repeatable = isRepeatable(start.request.method)
  }

  get method(): string {
    return this.start.request.method
  }
  get serviceId(): string {
    return this.start.serviceId
  }
  get id(): JsonRpcId {
    return this.start.request.id
  }
  get isOpen(): boolean {
    return this.answer.isOpen
  }

  /** Ends its wait for the service; null while it does not wait. */
  get deadline(): Disposable | null {
    return this.#wait?.deadline ?? null
  }
  set deadline(deadline: Disposable | null) {
    const now = this.start.clock.monotonicMs()
    if (this.#wait) this.waitMs += now - this.#wait.since
    this.#wait = deadline && { deadline, since: now }
  }

  /** The service must hear these params instead. */
  rewrite(params: Record<string, unknown>): void {
    this.outward = { ...this.start.request, params }
    this.line = JSON.stringify(this.outward)
  }
}
