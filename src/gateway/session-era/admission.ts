import type { CatalogTool } from '@shared/domain/catalog'
import type { Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { CallGuards, GuardVerdict } from '../calls/call-guards'
import type { GatewayConfigCell } from '../config'
import type { Identity } from '../guards/token'
import { responseText } from '../stateless-era/result-text'
import type { Leg } from '../upstream/leg'
import type { Exchange } from './exchange'
import type { Exchanges } from './exchanges'
import { DEFAULT_TIMEOUT_MS } from './timeout'

type LegOf = (serviceId: string) => Leg<Exchange>

export interface AdmissionDeps {
  guards: CallGuards
  config: GatewayConfigCell
  clock: Clock
  exchanges: Exchanges
  identity: Identity
  endpointId: string
  client: string | null
}

/** Lets the calls of one MCP session out to its services: asks the guards first, gives up what takes too long. */
export class Admission {
  readonly #deps: AdmissionDeps

  constructor(deps: AdmissionDeps) {
    this.#deps = deps
  }

  /**
   * Asks the guards, then sends it.
   * @param legOf the way to its service at the time it is sent: another one than when it came, if that one was given up
   * @param tool for a tool call, when it is known
   */
  send(exchange: Exchange, legOf: LegOf, tool: CatalogTool | null): void {
    const { guards, identity, endpointId, client } = this.#deps
    const { serviceId, method, outward, repeatable } = exchange
    const { params } = outward
    const era = 'session'
    let isDecided = false
    const admission = guards.admit(
      { identity, endpointId, serviceId, method, params, tool, repeatable, client, era },
      (verdict) => {
        isDecided = true
        exchange.admission = null
        this.#decided(exchange, legOf, verdict)
      },
    )
    if (!isDecided) exchange.admission = admission
  }

  /** How long it may take counts from now. @param now monotonic ms */
  extend(exchange: Exchange, now: number): void {
    exchange.expiresAt = now + this.#timeoutOf(exchange)
  }

  /** The service did not answer in time: it is told so, and the client gets an error. */
  expire(exchange: Exchange): void {
    const seconds = this.#timeoutOf(exchange) / 1_000
    const params = { requestId: exchange.id, reason: `no answer within ${seconds} s` }
    const isHandshake = exchange.method === 'initialize'
    if (exchange.leg?.recall(exchange) === false && !isHandshake)
      exchange.leg.carryNote(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params }))
    const message =
      `"${exchange.serviceId}" did not answer "${exchange.method}" within ${seconds} s and was told to stop. ` +
      (exchange.repeatable
        ? 'Try again, or give it more time in OmniMind.'
        : 'It may or may not have taken effect: check the result before trying again.')
    const head = isHandshake ? { status: 503, headers: { 'retry-after': '1' } } : {}
    this.#deps.exchanges.refuse(exchange, { code: rpcCode.timeout, message, outcome: 'error', ...head })
  }

  #decided(exchange: Exchange, legOf: LegOf, verdict: GuardVerdict): void {
    const { exchanges, clock } = this.#deps
    if (verdict.kind === 'refuse') return this.#refuse(exchange, verdict)
    if (verdict.kind === 'answer') {
      exchange.cache = verdict.source
      return exchanges.answer(exchange, responseText(exchange.id, verdict.resultText), 'ok', null)
    }
    exchange.done = verdict.done
    exchange.queueMs = verdict.queueMs
    exchange.admittedAt = clock.monotonicMs()
    this.extend(exchange, exchange.admittedAt)
    const leg = (exchange.leg = legOf(exchange.serviceId))
    leg.memory.note(exchange.outward)
    leg.carry(exchange)
  }

  /** Inside a session clients take an HTTP status for the end of the connection, so only a handshake has one. */
  #refuse(exchange: Exchange, verdict: Extract<GuardVerdict, { kind: 'refuse' }>): void {
    const { code, message, guard, status, retryAfterS } = verdict
    const headers: Record<string, string> =
      retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
    const head = exchange.method === 'initialize' ? { status, headers } : {}
    this.#deps.exchanges.refuse(exchange, { code, message, outcome: 'refused', reason: guard, ...head })
  }

  #timeoutOf({ serviceId }: Exchange): number {
    return this.#deps.config.service(serviceId)?.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS
  }
}
