import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { View } from '../catalog/view'
import type { Visit } from '../front/era'
import { isRepeatable } from '../session-era/methods'
import type { Counter } from '../telemetry/counters'
import { Answer, type AnswerLimits } from './answer'
import type { Envelope } from './envelope'
import { placeIn, type TracePlace } from './trace'

export interface AskStart {
  visit: Visit
  /** The address it came through. */
  endpointId: string
  request: JsonRpcRequest
  /** The request as the client wrote it, on one line. */
  line: string
  bytes: number
  envelope: Envelope
  view: View
  limits: AnswerLimits
  /** Monotonic and epoch ms of arrival. */
  startedAt: number
  at: number
}

/** Where it goes, once that is known. */
export interface Target {
  serviceId: string
  counter: Counter
  /** As the service hears it: the same tool has one name, whatever an address calls it. */
  outward: JsonRpcRequest
}

/** One client request that waits for its answer. */
export class Ask {
  readonly start: AskStart
  readonly answer: Answer
  readonly trace: TracePlace | null
  readonly repeatable: boolean
  target: Target | null = null
  /** Monotonic ms; null while that has not happened. */
  admittedAt: number | null = null
  sentAt: number | null = null
  queueMs = 0
  /** Takes back what was begun for it when its client leaves. */
  onLeft: (() => void) | null = null

  constructor(start: AskStart, onLeft: (ask: Ask) => void) {
    this.start = start
    this.trace = placeIn(start.envelope.traceparent)
    this.repeatable = isRepeatable(start.request.method)
    this.answer = new Answer(start.visit, start.limits, () => onLeft(this))
  }

  get request(): JsonRpcRequest {
    return this.start.request
  }
  get envelope(): Envelope {
    return this.start.envelope
  }
  get tokenId(): string {
    return this.start.visit.identity.tokenId
  }
}
