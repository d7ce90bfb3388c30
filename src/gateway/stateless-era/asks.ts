import type { Clock } from '@shared/lib/clock'
import type { CacheSource, CallOutcome, CallStages } from '@shared/domain/call'
import { errorResponse } from '@shared/mcp/json-rpc'
import { MODERN_VERSION } from '@shared/mcp/modern'
import type { z } from 'zod'
import type { GatewayConfigCell } from '../config'
import { contentsOf } from '../session-era/contents'
import { countedAs, targetOf } from '../session-era/methods'
import type { Telemetry } from '../telemetry/telemetry'
import type { Ask } from './ask'
import type { Fault } from './fault'

export interface AsksDeps {
  clock: Clock
  telemetry: Telemetry
  config: GatewayConfigCell
}

/** How a request ended. */
export interface Ending {
  outcome: CallOutcome
  error?: string | null
  status?: number
  headers?: Record<string, string>
  cache?: z.infer<typeof CacheSource> | null
}

/** The unanswered requests. Each one leaves exactly once, and is recorded then. */
export class Asks {
  readonly #deps: AsksDeps
  readonly #open = new Set<Ask>()
  readonly #byToken = new Map<string, number>()

  constructor(deps: AsksDeps) {
    this.#deps = deps
  }

  countOf(tokenId: string): number {
    return this.#byToken.get(tokenId) ?? 0
  }

  add(ask: Ask): void {
    this.#open.add(ask)
    this.#byToken.set(ask.tokenId, this.countOf(ask.tokenId) + 1)
  }

  /** It goes to this service, or is answered for it. */
  aim(ask: Ask, serviceId: string, params = ask.request.params): void {
    const { request, bytes } = ask.start
    const outward = params === request.params ? request : { ...request, ...(params && { params }) }
    const counter = this.#deps.telemetry.begin(serviceId, countedAs(outward), bytes)
    ask.target = { serviceId, counter, outward }
  }

  /** @param text the JSON-RPC response */
  finish(ask: Ask, text: string, { status, headers, ...ending }: Ending): void {
    if (!this.#leave(ask)) return
    ask.answer.finish(text, this.#deps.clock.monotonicMs(), status, headers)
    this.#record(ask, ending, text)
  }

  fault(ask: Ask, fault: Fault, outcome: CallOutcome = 'error'): void {
    const text = JSON.stringify(errorResponse(ask.request.id, fault.code, fault.message, fault.data))
    const { status, headers } = fault
    this.finish(ask, text, { outcome, error: String(fault.code), status, ...(headers ? { headers } : {}) })
  }

  /** Records it now although its answer goes on: how long somebody listens says nothing about a service. */
  recordBegun(ask: Ask): void {
    this.#record(ask, { outcome: 'ok' }, null)
    ask.target = null
  }

  /** Its client left. */
  withdraw(ask: Ask): void {
    if (this.#leave(ask)) this.#record(ask, { outcome: 'cancelled' }, null)
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    for (const ask of this.#open) ask.answer.tick(ask.start.startedAt, now)
  }

  all(): Ask[] {
    return [...this.#open]
  }

  #leave(ask: Ask): boolean {
    if (!this.#open.delete(ask)) return false
    const left = this.countOf(ask.tokenId) - 1
    if (left > 0) this.#byToken.set(ask.tokenId, left)
    else this.#byToken.delete(ask.tokenId)
    ask.onLeft = null
    return true
  }

  #record(ask: Ask, { outcome, error, cache }: Ending, response: string | null): void {
    const { clock, telemetry, config } = this.#deps
    if (!ask.target) return
    const { startedAt, at, request, bytes, envelope, endpointId } = ask.start
    const { outward } = ask.target
    // Up to megabytes of arguments: written out only for those who keep them.
    const line = (): string => (outward === request ? ask.start.line : JSON.stringify(outward))
    const { keepContents, maxContentBytes } = config.current.history
    const now = clock.monotonicMs()
    telemetry.end(ask.target.counter, {
      serviceId: ask.target.serviceId,
      method: request.method,
      target: targetOf(outward),
      at,
      durationMs: rounded(now - startedAt),
      requestBytes: bytes,
      responseBytes: ask.answer.bytes,
      outcome,
      error: error ?? null,
      client: envelope.client,
      mcpSessionId: null,
      tokenId: ask.tokenId,
      endpoint: endpointId,
      era: 'stateless',
      protocolVersion: MODERN_VERSION,
      stages: stagesOf(ask, now),
      cache: cache ?? null,
      traceId: ask.trace?.traceId ?? null,
      spanId: ask.trace?.spanId ?? null,
      parentSpanId: ask.trace?.parentSpanId ?? null,
      contents: keepContents ? contentsOf(outward, line(), response, maxContentBytes) : null,
    })
  }
}

function stagesOf({ start, admittedAt, sentAt, queueMs }: Ask, now: number): CallStages {
  return {
    guardsMs: rounded((admittedAt ?? now) - start.startedAt),
    queueMs: rounded(queueMs),
    waitMs: admittedAt === null ? 0 : rounded((sentAt ?? now) - admittedAt),
    serviceMs: sentAt === null ? 0 : rounded(now - sentAt),
  }
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(Math.max(0, ms) * 1_000) / 1_000
}
