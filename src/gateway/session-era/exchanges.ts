import type { Clock } from '@shared/lib/clock'
import type { CallOutcome } from '@shared/domain/call'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { GatewayOptions } from '../options'
import type { Telemetry } from '../telemetry/telemetry'
import type { Exchange } from './exchange'
import { targetOf } from './methods'
import type { CarriedRequests } from '../upstream/carried'
import type { Unavailable } from '../upstream/waiting-room'

/** Whose calls they are, as the record of calls names it. */
export interface Caller {
  serviceId: string
  mcpSessionId: string
  client: string | null
}

export interface ExchangesDeps {
  caller: Caller
  clock: Clock
  telemetry: Telemetry
  options: Pick<GatewayOptions, 'streamAfterMs' | 'streamCommentMs'>
  /** @param heard whether the client was still there for the answer */
  onLeft(exchange: Exchange, outcome: CallOutcome, heard: boolean): void
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

  /** @param token the id as JSON text */
  find(token: string): Exchange | undefined {
    return this.#byToken.get(token)
  }

  all(): Exchange[] {
    return [...this.#byToken.values()]
  }

  /** The service answered. */
  answer(exchange: Exchange, text: string, outcome: CallOutcome, error: string | null): void {
    const heard = exchange.isOpen
    exchange.finish(text, this.#deps.clock.monotonicMs())
    this.#leave(exchange, outcome, error, heard)
  }

  /** The gateway answers in the service's place. A handshake fails with an HTTP status, so that clients retry. */
  fail(exchange: Exchange, why: Unavailable): void {
    const now = this.#deps.clock.monotonicMs()
    if (exchange.start.request.method === 'initialize')
      exchange.fail(why.code, why.message, now, 503, { 'retry-after': '1' })
    else exchange.fail(why.code, why.message, now)
    this.#leave(exchange, why.code === rpcCode.outcomeUnknown ? 'outcome-unknown' : 'error', String(why.code))
  }

  /** The client wants no answer any more. */
  withdraw(exchange: Exchange): void {
    exchange.withdraw(this.#deps.clock.monotonicMs(), rpcCode.refused)
    this.#leave(exchange, 'cancelled', null)
  }

  /** Gives long ones their HTTP head and keeps silent streams alive. @param now monotonic ms */
  tick(now: number): void {
    const { streamAfterMs, streamCommentMs } = this.#deps.options
    for (const exchange of this.#byToken.values()) {
      const isHandshake = exchange.start.request.method === 'initialize'
      if (exchange.isHeld && !isHandshake && now - exchange.start.startedAt >= streamAfterMs)
        exchange.openStream(now)
      if (exchange.stream && now - exchange.stream.lastWriteAt >= streamCommentMs)
        exchange.stream.comment(now)
    }
  }

  #leave(exchange: Exchange, outcome: CallOutcome, error: string | null, heard = true): void {
    const { clock, caller, telemetry } = this.#deps
    const { counter, request, requestBytes, startedAt, at } = exchange.start
    if (!this.#byToken.delete(exchange.token)) return
    telemetry.end(counter, {
      ...caller,
      method: request.method,
      target: targetOf(request),
      at,
      durationMs: Math.round((clock.monotonicMs() - startedAt) * 1_000) / 1_000,
      requestBytes,
      responseBytes: exchange.responseBytes,
      outcome,
      error,
      tokenId: null,
      endpoint: null,
      era: 'session',
      protocolVersion: null,
      stages: null,
      cache: null,
      traceId: null,
      spanId: null,
      parentSpanId: null,
      contents: null,
    })
    this.#deps.onLeft(exchange, outcome, heard)
  }
}
