import type { ServerResponse } from 'node:http'
import type { Clock } from '@shared/lib/clock'
import type { JsonRpcMessage, JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { Received } from '../guards/message'
import type { Identity } from '../guards/token'
import type { GatewayOptions } from '../options'
import type { Telemetry } from '../telemetry/telemetry'
import { Leg } from '../upstream/leg'
import type { RouteCell } from '../upstream/routes'
import { ClientNotes } from './client-notes'
import { Exchange, type ExchangeStart } from './exchange'
import { Exchanges } from './exchanges'
import { Inbound } from './inbound'
import { Listening } from './listening'
import { clientName, countedAs } from './methods'
import { ServerRequests } from './server-requests'

export interface McpSessionDeps {
  id: string
  identity: Identity
  initialize: JsonRpcRequest
  route: RouteCell
  clock: Clock
  options: GatewayOptions
  telemetry: Telemetry
  onStray(serviceId: string, what: string): void
  /** The session ended by itself; it takes no more messages. */
  onEnded(session: McpSession): void
}

/** What an HTTP visit adds to a request. */
export type Asked = Pick<ExchangeStart, 'response' | 'accepts' | 'headers'>

/** One negotiated conversation of one client with one service. It outlives the service's instances. */
export class McpSession {
  readonly id: string
  readonly serviceId: string
  readonly tokenId: string
  readonly #deps: McpSessionDeps
  readonly #serverRequests = new ServerRequests()
  readonly #listening: Listening
  readonly #exchanges: Exchanges
  readonly #leg: Leg<Exchange>
  readonly #notes: ClientNotes
  readonly #inbound: Inbound
  #lastUsedAt: number

  constructor(deps: McpSessionDeps) {
    const { clock, options, route, telemetry } = deps
    this.#deps = deps
    this.id = deps.id
    this.serviceId = route.serviceId
    this.tokenId = deps.identity.tokenId
    this.#lastUsedAt = clock.monotonicMs()
    const caller = {
      serviceId: route.serviceId,
      mcpSessionId: deps.id,
      client: clientName(deps.initialize),
    }
    this.#listening = new Listening(options)
    this.#exchanges = new Exchanges({
      caller,
      clock,
      telemetry,
      options,
      onLeft: (exchange, outcome, heard) => {
        this.#touch()
        if (exchange.start.request !== deps.initialize) return
        // From now on later instances get the handshake replayed.
        if (outcome === 'ok' && heard) this.#leg.memory.keepHandshake(deps.initialize)
        else deps.onEnded(this)
      },
    })
    const exchanges = this.#exchanges
    this.#leg = this.#createLeg()
    this.#notes = new ClientNotes({ leg: this.#leg, exchanges, serverRequests: this.#serverRequests })
    this.#inbound = new Inbound({
      clock,
      exchanges,
      listening: this.#listening,
      serverRequests: this.#serverRequests,
      reply: (line) => this.#leg.carryNote(line),
      onStray: (what) => deps.onStray(route.serviceId, what),
    })
  }

  get inFlight(): number {
    return this.#exchanges.size
  }
  get isListening(): boolean {
    return this.#listening.stream !== null
  }
  /** Bytes the service has not read yet. */
  get unreadBytes(): number {
    return this.#leg.waitingBytes
  }
  isInFlight(request: JsonRpcRequest): boolean {
    return this.#exchanges.find(JSON.stringify(request.id)) !== undefined
  }

  /** Carries a request; its answer goes to the visit's open response. */
  ask(request: JsonRpcRequest, received: Received, asked: Asked): void {
    const { clock, options, telemetry } = this.#deps
    this.#touch()
    this.#leg.memory.note(request)
    const exchange = new Exchange({
      ...asked,
      request,
      line: received.line,
      requestBytes: received.bytes,
      limits: options,
      counter: telemetry.begin(this.serviceId, countedAs(request), received.bytes),
      startedAt: this.#lastUsedAt,
      at: clock.epochMs(),
    })
    this.#exchanges.add(exchange)
    asked.response.once('close', () => this.#left(exchange))
    this.#leg.carry(exchange)
  }

  /** Carries a notification or an answer to a question of the service. */
  tell(message: JsonRpcMessage, received: Received): void {
    this.#touch()
    this.#leg.memory.note(message)
    this.#notes.pass(message, received.line)
  }

  /** Opens the stream for what the service says unasked; only while none is open. */
  listen(response: ServerResponse): void {
    this.#touch()
    this.#listening.open(response, {}, this.#lastUsedAt)
    response.once('close', () => this.#touch())
    this.#leg.reach()
  }

  /** Ends streams, unanswered requests and the pipe. */
  close(): void {
    this.#leg.close()
    this.#listening.end()
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    this.#exchanges.tick(now)
    const stream = this.#listening.stream
    if (stream && now - stream.lastWriteAt >= this.#deps.options.streamCommentMs) stream.comment(now)
  }

  /** When its client was last there, monotonic ms; null while it waits for an answer or listens. */
  get idleSince(): number | null {
    return this.isListening || this.#exchanges.hasOpen ? null : this.#lastUsedAt
  }

  #left(exchange: Exchange): void {
    this.#touch()
    exchange.leave()
    this.#leg.left(exchange)
  }

  #touch(): void {
    this.#lastUsedAt = this.#deps.clock.monotonicMs()
  }

  #createLeg(): Leg<Exchange> {
    const { route, clock, options } = this.#deps
    return new Leg(
      { route, clock, options, requests: this.#exchanges },
      {
        onLine: (line) => this.#inbound.receive(line),
        onStray: (what) => this.#deps.onStray(route.serviceId, what),
        onBroken: () => this.#serverRequests.forget(),
        onRejected: () => this.#deps.onEnded(this),
        isListening: () => this.isListening,
      },
    )
  }
}
