import type { ServerResponse } from 'node:http'
import type { Clock } from '@shared/lib/clock'
import type { JsonRpcMessage, JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { CallGuards } from '../calls/call-guards'
import type { Catalogs } from '../catalog/view'
import type { GatewayConfigCell } from '../config'
import type { Accepts } from '../guards/content'
import type { Received } from '../guards/message'
import type { Identity } from '../guards/token'
import type { GatewayOptions } from '../options'
import type { Telemetry } from '../telemetry/telemetry'
import type { Leg } from '../upstream/leg'
import type { Routes } from '../upstream/routes'
import { sessionEnded } from '../upstream/waiting-room'
import { Admission } from './admission'
import type { Ending } from './call-record'
import { ClientAnswer } from './client-answer'
import { Exchange } from './exchange'
import { Exchanges } from './exchanges'
import { Listening } from './listening'
import { clientName, countedAs } from './methods'
import type { Place } from './place'
import { ServerRequests } from './server-requests'
import { openSessionLeg, type LegEvents } from './session-leg'
import { SessionStreams, type ReplayBudget } from './streams'

export interface McpSessionDeps {
  id: string
  place: Place
  identity: Identity
  initialize: JsonRpcRequest
  clock: Clock
  options: GatewayOptions
  config: GatewayConfigCell
  routes: Routes
  catalogs: Catalogs
  guards: CallGuards
  telemetry: Telemetry
  budget: ReplayBudget
  onStray: (serviceId: string, what: string) => void
  /** The session ended by itself; it takes no more messages. */
  onEnded(session: McpSession): void
}

/** What an HTTP visit adds to a request. */
export interface Asked {
  response: ServerResponse
  accepts: Accepts
  headers: Record<string, string>
}

/** How a GET went: it listens now, it would be the second one, or nothing more will come on what it resumes. */
export type Listened = 'open' | 'taken' | 'over'

/** One negotiated conversation of one client, with one service or with all services of a view. */
export abstract class McpSession {
  readonly id: string
  readonly place: Place
  readonly tokenId: string
  /** What the client calls itself; null when it does not say. */
  readonly client: string | null
  protected readonly deps: McpSessionDeps
  protected readonly listening: Listening
  protected readonly serverRequests = new ServerRequests()
  protected readonly exchanges: Exchanges
  protected readonly admission: Admission
  /** As negotiated; null before. */
  protected protocolVersion: string | null = null
  readonly #streams: SessionStreams
  #lastUsedAt: number

  constructor(deps: McpSessionDeps) {
    const { clock, options, identity, place, budget, id } = deps
    this.deps = deps
    this.id = id
    this.place = place
    this.tokenId = identity.tokenId
    this.#lastUsedAt = clock.monotonicMs()
    const primes = (): boolean => this.protocolVersion !== null && this.protocolVersion >= '2025-11-25'
    this.#streams = new SessionStreams({ options, budget, primes })
    this.listening = new Listening(this.#streams.listening)
    const { endpointId } = place
    const client = clientName(deps.initialize)
    const { tokenId } = identity
    this.client = client
    const protocolVersion = (): string | null => this.protocolVersion
    const caller = { mcpSessionId: id, client, tokenId, endpointId, protocolVersion }
    this.exchanges = new Exchanges({
      ...deps,
      caller,
      onExpired: (exchange) => this.admission.expire(exchange),
      onLeft: (exchange, ending, heard) => {
        this.touch()
        if (exchange.start.request === deps.initialize) this.handshakeEnded(ending, heard)
      },
    })
    this.admission = new Admission({ ...deps, exchanges: this.exchanges, endpointId, client })
  }

  /** Carries a request; its answer goes to the visit's open response. */
  abstract ask(request: JsonRpcRequest, received: Received, asked: Asked): void
  /** Carries a notification or an answer to a question of a service. */
  abstract tell(message: JsonRpcMessage, received: Received): void
  /** The services it holds a conversation with. */
  abstract get serviceIds(): readonly string[]
  /** Bytes a service has not read yet. */
  abstract get unreadBytes(): number
  protected abstract handshakeEnded(ending: Ending, heard: boolean): void
  /** Somebody listens from now on. */
  protected abstract reach(): void
  protected abstract closeLegs(): void

  get inFlight(): number {
    return this.exchanges.size
  }
  isInFlight(request: JsonRpcRequest): boolean {
    return this.exchanges.find(JSON.stringify(request.id)) !== undefined
  }
  /** When its client was last there, monotonic ms; null while it waits for an answer or listens. */
  get idleSince(): number | null {
    return this.listening.isOpen || this.exchanges.hasOpen ? null : this.#lastUsedAt
  }

  /**
   * Opens the stream for what is said unasked, or goes on with one that broke.
   * @param lastEventId the last event the client saw
   */
  listen(response: ServerResponse, lastEventId: string | undefined): Listened {
    const found = lastEventId === undefined ? null : this.#streams.find(lastEventId)
    if (!found && this.listening.isOpen) return 'taken'
    if (found && !found.stream.hasAfter(found.after)) return 'over'
    this.touch()
    response.once('close', () => this.touch())
    if (found && found.stream !== this.#streams.listening)
      found.stream.attach(response, {}, this.#lastUsedAt, found.after)
    else {
      this.listening.open(response, this.#lastUsedAt, found?.after ?? null)
      this.reach()
    }
    return 'open'
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    this.exchanges.tick(now)
    this.#streams.tick(now)
  }

  /** Ends unanswered requests, streams and the pipes. */
  close(): void {
    this.closeLegs()
    for (const exchange of this.exchanges.all()) this.exchanges.fail(exchange, sessionEnded())
    this.#streams.close(this.deps.clock.monotonicMs())
  }

  protected touch(): void {
    this.#lastUsedAt = this.deps.clock.monotonicMs()
  }

  /**
   * A request came.
   * @param serviceId who answers it; `gateway` for the gateway itself
   * @param counted the name it is counted under
   */
  protected begin(
    request: JsonRpcRequest,
    received: Received,
    asked: Asked,
    serviceId: string,
    counted: string = countedAs(request),
  ): Exchange {
    const { clock, telemetry } = this.deps
    const { response, accepts, headers } = asked
    const { id, method } = request
    this.touch()
    const exchange = new Exchange({
      request,
      line: received.line,
      requestBytes: received.bytes,
      answer: new ClientAnswer({ id, method, response, accepts, headers, streams: this.#streams }),
      clock,
      serviceId,
      counter: telemetry.begin(serviceId, counted, received.bytes),
      startedAt: this.#lastUsedAt,
      at: clock.epochMs(),
    })
    this.exchanges.add(exchange)
    response.once('close', () => this.#left(exchange))
    return exchange
  }

  protected openLeg(serviceId: string, events: LegEvents): Leg<Exchange> {
    const { exchanges, listening, serverRequests, deps } = this
    const onProgress = (exchange: Exchange): void => this.admission.extend(exchange, deps.clock.monotonicMs())
    return openSessionLeg({ ...deps, exchanges, listening, serverRequests, onProgress }, serviceId, events)
  }

  /**
   * The client wants no answer any more: it gets none, as a service that follows the protocol sends none.
   * @returns the leg that has to hear of it; null when the service never heard of the request, undefined when
   * there is no such request
   */
  protected cancel(requestId: unknown): Leg<Exchange> | null | undefined {
    const exchange = this.exchanges.find(JSON.stringify(requestId) ?? '')
    if (!exchange || exchange.method === 'initialize') return undefined
    const { leg, admittedAt } = exchange
    const waited = leg?.recall(exchange) ?? true
    this.exchanges.withdraw(exchange)
    return admittedAt === null || waited ? null : leg
  }

  #left(exchange: Exchange): void {
    this.touch()
    exchange.answer.leave()
    exchange.leg?.left(exchange)
    if (exchange.admission && !exchange.isOpen) this.exchanges.withdraw(exchange)
  }
}
