import type { Clock } from '@shared/lib/clock'
import type { CallOutcome } from '@shared/domain/call'
import { rpcCode, type JsonRpcId } from '@shared/mcp/json-rpc'
import type { GatewayConfigCell } from '../config'
import type { GatewayOptions } from '../options'
import { resultOf } from '../stateless-era/result-text'
import type { Telemetry } from '../telemetry/telemetry'
import type { CarriedRequests } from '../upstream/carried'
import { readResponse } from '../upstream/peek'
import type { Unavailable } from '../upstream/unavailable'
import { recordOf, serviceMsOf, type Caller, type Ending } from './call-record'
import type { Exchange } from './exchange'

export interface ExchangesDeps {
  caller: Caller
  clock: Clock
  telemetry: Telemetry
  config: GatewayConfigCell
  options: Pick<GatewayOptions, 'streamAfterMs'>
  /** @param heard whether the client was still there for the answer */
  onLeft(exchange: Exchange, ending: Ending, heard: boolean): void
  /** The service did not answer in time. */
  onExpired(exchange: Exchange): void
}

/** How the gateway says no in the service's place. `status` and `headers` count while no head was sent. */
export interface Failure {
  code: number
  message: string
  outcome: CallOutcome
  /** In place of the code, for the record. */
  reason?: string
  endedByUs?: true
  status?: number
  headers?: Record<string, string>
}

/** The unanswered requests of one MCP session, by id. Each one leaves exactly once, and is recorded then. */
export class Exchanges implements CarriedRequests<Exchange> {
  readonly #deps: ExchangesDeps
  readonly #byToken = new Map<string, Exchange>()

  constructor(deps: ExchangesDeps) {
    this.#deps = deps
  }

  get size(): number {
    return this.#byToken.size
  }

  /** True while a client waits for one of the answers. */
  get hasOpen(): boolean {
    for (const exchange of this.#byToken.values()) if (exchange.isOpen) return true
    return false
  }

  add(exchange: Exchange): void {
    this.#byToken.set(exchange.token, exchange)
  }

  has(exchange: Exchange): boolean {
    return this.#byToken.get(exchange.token) === exchange
  }

  /** @param token the id as JSON text */
  find(token: string): Exchange | undefined {
    return this.#byToken.get(token)
  }

  all(): Exchange[] {
    return [...this.#byToken.values()]
  }

  /** What one service has to answer. */
  of(serviceId: string): CarriedRequests<Exchange> {
    return {
      all: () => this.all().filter((one) => one.serviceId === serviceId && one.admittedAt !== null),
      find: (token) => {
        const exchange = this.find(token)
        return exchange?.serviceId === serviceId ? exchange : undefined
      },
      fail: (exchange, why) => this.fail(exchange, why),
      withdraw: (exchange) => this.withdraw(exchange),
    }
  }

  /** The latest request of a service whose client can still be told something. */
  latestOf(serviceId: string): Exchange | undefined {
    return this.all().findLast((one) => one.serviceId === serviceId && one.answer.canStream)
  }

  /** The request whose client asked for progress under this token. */
  withProgress(serviceId: string, progressToken: unknown): Exchange | undefined {
    return this.all().find(({ serviceId: id, start }) => {
      const meta = start.request.params?.['_meta'] as { progressToken?: JsonRpcId } | undefined
      return id === serviceId && meta?.progressToken !== undefined && meta.progressToken === progressToken
    })
  }

  /** The service answered, or the gateway for it. */
  answer(exchange: Exchange, text: string, outcome: CallOutcome, error: string | null): void {
    const heard = exchange.answer.isHeard
    exchange.answer.finish(text, this.#deps.clock.monotonicMs())
    this.#leave(exchange, { outcome, error, text }, heard)
  }

  /** It could not be carried out. A handshake fails with an HTTP status, so that clients retry. */
  fail(exchange: Exchange, { code, message, ...why }: Unavailable): void {
    const outcome = code === rpcCode.outcomeUnknown ? 'outcome-unknown' : 'error'
    const isHandshake = exchange.method === 'initialize'
    const head = isHandshake ? { status: 503, headers: { 'retry-after': '1' } } : {}
    this.refuse(exchange, { code, message, outcome, ...why, ...head })
  }

  /** Answers with an error of ours. */
  refuse(exchange: Exchange, failure: Failure): void {
    const { code, message, outcome, reason, status, headers, endedByUs = false } = failure
    exchange.answer.fail(code, message, this.#deps.clock.monotonicMs(), status, headers)
    this.#leave(exchange, { outcome, error: reason ?? String(code), text: null, endedByUs }, true)
  }

  /** The client wants no answer any more. */
  withdraw(exchange: Exchange): void {
    exchange.answer.withdraw(this.#deps.clock.monotonicMs())
    this.#leave(exchange, { outcome: 'cancelled', error: null, text: null }, true)
  }

  /** Gives long ones their HTTP head, and gives up what takes too long. @param now monotonic ms */
  tick(now: number): void {
    for (const exchange of this.#byToken.values()) {
      const isHandshake = exchange.method === 'initialize'
      if (
        exchange.answer.isHeld &&
        !isHandshake &&
        now - exchange.start.startedAt >= this.#deps.options.streamAfterMs
      )
        exchange.answer.openStream(now)
      if (now >= exchange.expiresAt) this.#deps.onExpired(exchange)
    }
  }

  #leave(exchange: Exchange, ending: Ending, heard: boolean): void {
    const { clock } = this.#deps
    if (!this.#byToken.delete(exchange.token)) return
    exchange.admission?.dispose()
    exchange.admission = null
    const now = clock.monotonicMs()
    this.#record(exchange, ending, now)
    exchange.done?.({
      outcome: ending.outcome,
      errorCode: codeIn(ending),
      endedByUs: ending.endedByUs ?? false,
      serviceMs: serviceMsOf(exchange, now),
      resultText: exchange.wasAsked ? null : resultReader(ending),
    })
    this.#deps.onLeft(exchange, ending, heard)
  }

  #record(exchange: Exchange, ending: Ending, now: number): void {
    const { caller, telemetry, config } = this.#deps
    const { counter, startedAt } = exchange.start
    if (telemetry.isFull) {
      const responseBytes = exchange.answer.bytes
      return telemetry.count(counter, { outcome: ending.outcome, durationMs: now - startedAt, responseBytes })
    }
    const { keepContents, maxContentBytes } = config.current.history
    telemetry.end(counter, recordOf(exchange, caller, ending, now, keepContents ? maxContentBytes : null))
  }
}

function codeIn({ error }: Ending): number | null {
  const code = error === null ? NaN : Number(error)
  return Number.isInteger(code) ? code : null
}

function resultReader({ outcome, text }: Ending): (() => string | null) | null {
  if (text === null || outcome !== 'ok') return null
  return () => {
    const peeked = readResponse(text)
    return peeked?.kind === 'result' ? resultOf(text, peeked) : null
  }
}
