import type { CallOutcome } from '@shared/domain/call'
import type { Clock } from '@shared/lib/clock'
import { rpcCode, type JsonRpcNotification, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import { metaKey, type InputResponses } from '@shared/mcp/modern'
import type { CallEnd } from '../calls/call-guards'
import type { Peeked } from '../upstream/peek'
import type { Unavailable } from '../upstream/unavailable'
import type { Ask } from './ask'
import type { Asks } from './asks'
import { inBand } from './fault'
import type { Parkable } from './parked-calls'
import { Questions } from './questions'
import { responseText } from './result-text'
import { serviceAnswer, type ServiceAnswer } from './service-answer'
import { isLoudEnough } from './log-level'
import { tooSlow } from './too-slow'
import type { Upstream } from './upstream'
import type { CallOwner, UpstreamCall } from './upstream-call'

export interface ServiceCallDeps {
  clock: Clock
  asks: Asks
  serviceId: string
  upstream: Upstream
  /** Whose results these are, told where the service's revision does not. */
  serverInfo: Record<string, unknown> | null
  timeoutMs: number
  /** Keeps the call while its client gets answers. @returns the `requestState`; null where services ask no questions */
  park: ((call: ServiceCall, ask: Ask) => string) | null
  /** Binds a state the service gave out to who asked for what. */
  seal(state: string, ask: Ask): string
}

/** What is heard on a stream opened for it, and nowhere else. */
const LISTENED_TO: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
  'notifications/elicitation/complete',
])

/** Characters of an answer that is kept while nobody waits for it. */
const MAX_KEPT = 1024 * 1024

/** Who waits for the answer, and the guards' end of the call. */
interface Waiting {
  ask: Ask
  done: (end: CallEnd) => void
}

interface EndedBy {
  errorCode?: number | null
  endedByUs?: boolean
  answer?: ServiceAnswer
}

/** How a call ended while nobody waited. */
type Kept = { kind: 'answer'; line: string; peeked: Peeked } | { kind: 'failure'; why: Unavailable }

/** One request with a service, over all the requests in which its client asks for it and answers questions. */
export class ServiceCall implements CallOwner, Parkable {
  readonly #deps: ServiceCallDeps
  readonly #questions: Questions
  #carried: UpstreamCall | null = null
  #waiting: Waiting | null = null
  #parked = false
  /** It waits a second time or more: what it takes from here on is part of a call. */
  #isResumed = false
  #kept: Kept | null = null
  #capabilities: Record<string, unknown> = {}
  #movedAt: number

  constructor(deps: ServiceCallDeps) {
    this.#deps = deps
    this.#movedAt = deps.clock.monotonicMs()
    this.#questions = new Questions(deps.clock, deps.upstream, () => this.#park())
  }

  get isWaiting(): boolean {
    return this.#parked || this.#waiting?.ask.answer.isOpen === true
  }

  /** Sends it to the service for the first time. */
  begin(waiting: Waiting, params: (id: number) => Record<string, unknown> | undefined): void {
    this.#wait(waiting)
    const { method } = waiting.ask.request
    const { repeatable } = waiting.ask
    const call = this.#deps.upstream.carry({ owner: this, method, repeatable, params })
    // The service may be down: then the call has ended while it was carried.
    if (this.#waiting) this.#carried = call
  }

  /** Its client came back with answers. */
  resume(waiting: Waiting, responses: InputResponses): void {
    this.#parked = false
    this.#isResumed = true
    waiting.ask.sentAt = this.#deps.clock.monotonicMs()
    this.#wait(waiting)
    this.#questions.answer(responses)
    const kept = this.#kept
    this.#kept = null
    if (kept?.kind === 'answer') this.answered(kept.line, kept.peeked)
    else if (kept) this.failed(kept.why)
    else if (this.#questions.size > 0) this.#park()
  }

  sent(): void {
    const now = this.#deps.clock.monotonicMs()
    this.#movedAt = now
    if (this.#waiting) this.#waiting.ask.sentAt = now
  }

  answered(line: string, peeked: Peeked): void {
    if (!this.#waiting) return this.#keep(line, peeked)
    const { ask } = this.#waiting
    const seal = (state: string): string => this.#deps.seal(state, ask)
    const answer = serviceAnswer(ask, line, peeked, this.#deps.serverInfo, seal)
    const { text, outcome, error, status } = answer
    this.#end(outcome, { errorCode: error === null ? null : Number(error), answer })
    this.#deps.asks.finish(ask, text, { outcome, error, status })
  }

  failed(why: Unavailable): void {
    if (!this.#waiting) return void (this.#kept = { kind: 'failure', why })
    const { ask } = this.#waiting
    const outcome = why.code === rpcCode.outcomeUnknown ? 'outcome-unknown' : 'error'
    this.#end(outcome, { errorCode: why.code, endedByUs: why.endedByUs ?? false })
    this.#deps.asks.fault(ask, inBand(why.code, why.message), outcome)
  }

  told(message: JsonRpcNotification): void {
    const now = this.#deps.clock.monotonicMs()
    const isProgress = message.method === 'notifications/progress'
    if (isProgress) this.#movedAt = now
    const ask = this.#waiting?.ask
    if (!ask || LISTENED_TO.has(message.method)) return
    const { progressToken, logLevel } = ask.envelope
    if (isProgress && progressToken === null) return
    if (message.method === 'notifications/message' && !isLoudEnough(message, logLevel)) return
    const params = isProgress ? { ...message.params, progressToken } : message.params
    const isNews = isProgress || message.method === 'notifications/message'
    ask.answer.notify(JSON.stringify({ jsonrpc: '2.0', method: message.method, params }), isNews, now)
  }

  asked(question: JsonRpcRequest): void {
    if (this.#deps.park) this.#questions.add(question, this.#capabilities)
    else this.#questions.refuse(question)
  }

  unasked(questionId: unknown): void {
    this.#questions.withdraw(questionId)
  }

  broken(): void {
    this.#questions.void()
  }

  expire(): void {
    this.#parked = false
    this.#questions.giveUp('The client did not come back with an answer in time.')
    this.#cancel()
  }

  tick(now: number): void {
    const { timeoutMs, asks } = this.#deps
    if (!this.#waiting || now - this.#movedAt < timeoutMs) return
    const { ask } = this.#waiting
    const fault = tooSlow(this.#deps.serviceId, ask.request.method, ask.repeatable, timeoutMs)
    this.#cancel()
    this.#end('error', { errorCode: fault.code })
    asks.fault(ask, fault)
  }

  #wait(waiting: Waiting): void {
    this.#waiting = waiting
    this.#capabilities = waiting.ask.envelope.capabilities
    this.#movedAt = this.#deps.clock.monotonicMs()
    waiting.ask.onLeft = () => {
      this.#cancel()
      this.#end('cancelled')
    }
  }

  /** For a client that may come back, as many may not: only what is cheap to keep. */
  #keep(line: string, peeked: Peeked): void {
    const { serviceId } = this.#deps
    this.#kept =
      line.length <= MAX_KEPT
        ? { kind: 'answer', line, peeked }
        : { kind: 'failure', why: tooLargeToKeep(serviceId) }
  }

  /** The client gets the questions as the result of its request, and comes back with a new one. */
  #park(): void {
    const { park, asks, serverInfo } = this.#deps
    if (!park || !this.#waiting || this.#questions.size === 0) return
    const { ask } = this.#waiting
    this.#parked = true
    const result = {
      resultType: 'input_required',
      inputRequests: this.#questions.requests(),
      requestState: park(this, ask),
      ...(serverInfo ? { _meta: { [metaKey.serverInfo]: serverInfo } } : {}),
    }
    this.#end('input-required')
    asks.finish(ask, responseText(ask.request.id, JSON.stringify(result)), { outcome: 'input-required' })
  }

  #cancel(): void {
    this.#questions.stopCollecting()
    if (this.#carried) this.#deps.upstream.cancel(this.#carried)
  }

  /** Tells the guards, and lets go of who waited. */
  #end(outcome: CallOutcome, { errorCode = null, endedByUs = false, answer }: EndedBy = {}): void {
    const waiting = this.#waiting
    this.#waiting = null
    this.#questions.stopCollecting()
    if (!waiting) return
    const { sentAt } = waiting.ask
    const resultText = outcome === 'ok' && answer ? () => answer.resultText : null
    const isPart = this.#isResumed || outcome === 'input-required'
    const serviceMs = isPart || sentAt === null ? 0 : this.#deps.clock.monotonicMs() - sentAt
    waiting.done({ outcome, serviceMs, resultText, errorCode, endedByUs })
  }
}

function tooLargeToKeep(serviceId: string): Unavailable {
  return {
    code: rpcCode.internalError,
    message:
      `"${serviceId}" did not wait for the answers, and what it answered was too large to keep. It may have taken ` +
      'effect: check before trying again.',
  }
}
