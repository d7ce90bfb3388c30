import { randomBytes } from 'node:crypto'
import type { Clock } from '@shared/lib/clock'
import { isRequest, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { Era, Visit } from '../front/era'
import { refuse } from '../front/reply'
import type { Received } from '../guards/message'
import type { Refusal } from '../guards/refusal'
import type { CallGuards } from '../calls/call-guards'
import type { Catalogs, Views } from '../catalog/view'
import type { GatewayConfigCell } from '../config'
import type { GatewayOptions } from '../options'
import type { Telemetry } from '../telemetry/telemetry'
import type { Routes } from '../upstream/routes'
import { CombinedSession } from './combined-session'
import { DirectSession } from './direct-session'
import type { McpSession } from './mcp-session'
import { isCombined, type Place } from './place'
import type { ReplayBudget } from './streams'
import { PROTOCOL_VERSIONS } from './methods'
import {
  alreadyListening,
  duplicateId,
  noSession,
  serviceLags,
  tooManyInFlight,
  tooManySessions,
  unknownSession,
  unsupportedVersion,
} from './refusals'
import { Sessions } from './sessions'

export interface SessionEraDeps {
  clock: Clock
  options: GatewayOptions
  config: GatewayConfigCell
  routes: Routes
  views: Views
  catalogs: Catalogs
  guards: CallGuards
  telemetry: Telemetry
  onRefused(serviceId: string, refusal: Refusal): void
  onStray: (serviceId: string, what: string) => void
}

/**
 * MCP up to 2025-11-25: a handshake opens a session, later messages name it in `Mcp-Session-Id`. On a service's
 * own port a session is with that service alone, on the combined port with what its address offers.
 */
export class SessionEra implements Era {
  readonly #deps: SessionEraDeps
  readonly #sessions = new Sessions()
  readonly #budget: ReplayBudget = { used: 0 }

  constructor(deps: SessionEraDeps) {
    this.#deps = deps
  }

  /** This era also answers what is in nobody's manner: a quick 400 makes newer clients fall back to it. */
  speaks(): boolean {
    return true
  }

  post(visit: Visit, received: Received): void {
    const { message } = received
    if (isRequest(message) && message.method === 'initialize') return this.#open(visit, message, received)
    const session = this.#sessionOf(visit, isRequest(message) ? message : undefined)
    if (!session) return
    if (session.unreadBytes > this.#deps.options.pipeLimitBytes)
      return this.#refuse(visit, serviceLags, isRequest(message) ? message : undefined)
    if (isRequest(message)) return this.#ask(visit, session, message, received)
    session.tell(message, received)
    visit.response.writeHead(202)
    visit.response.end()
  }

  get(visit: Visit): void {
    const session = this.#sessionOf(visit)
    if (!session) return
    const { 'last-event-id': lastEventId } = visit.request.headers
    const listened = session.listen(visit.response, typeof lastEventId === 'string' ? lastEventId : undefined)
    if (listened === 'taken') this.#refuse(visit, alreadyListening)
    // Tells a client that comes back for a stream which is over to stay away. Source: HTML, "Server-sent events".
    if (listened === 'over') visit.response.writeHead(204).end()
  }

  delete(visit: Visit): void {
    const session = this.#sessionOf(visit)
    if (!session) return
    this.#end(session)
    visit.response.writeHead(200, { 'content-length': 0 })
    visit.response.end()
  }

  /** Ends the sessions of addresses that are gone, and of tokens that are not accepted any more. */
  review(isAccepted: (tokenId: string) => boolean): void {
    for (const session of this.#sessions.all()) {
      const isThere = !(session instanceof CombinedSession) || session.watch()
      if (!isThere || !isAccepted(session.tokenId)) this.#end(session)
    }
  }

  /** Whose MCP sessions are open, for the list of clients. */
  openSessions(): { tokenId: string; client: string | null }[] {
    return this.#sessions.all().map(({ tokenId, client }) => ({ tokenId, client }))
  }

  /** Open MCP sessions by service id. */
  counts(): Record<string, number> {
    return this.#sessions.counts()
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    for (const session of this.#sessions.all()) {
      session.tick(now)
      if (now - (session.idleSince ?? now) >= this.#deps.options.sessionIdleMs) this.#end(session)
    }
  }

  close(): void {
    for (const session of this.#sessions.all()) this.#end(session)
  }

  #open(visit: Visit, initialize: JsonRpcRequest, received: Received): void {
    const place = placeOf(visit)
    if (!this.#hasRoom(place)) return this.#refuse(visit, tooManySessions, initialize)
    const deps = {
      ...this.#deps,
      id: randomBytes(16).toString('hex'),
      place,
      identity: visit.identity,
      initialize,
      budget: this.#budget,
      onEnded: (ended: McpSession) => this.#end(ended),
    }
    const session = isCombined(place) ? new CombinedSession(deps) : new DirectSession(deps)
    this.#sessions.add(session)
    session.ask(initialize, received, {
      response: visit.response,
      accepts: visit.accepts,
      headers: { 'mcp-session-id': session.id },
    })
  }

  /** Clients often leave without saying so: a new session may take the place of the longest idle one. */
  #hasRoom(place: Place): boolean {
    if (this.#sessions.count(place) < this.#deps.options.maxSessions) return true
    const idle = this.#sessions.longestIdle(place)
    if (idle) this.#end(idle)
    return idle !== null
  }

  #ask(visit: Visit, session: McpSession, request: JsonRpcRequest, received: Received): void {
    const { maxInFlight } = this.#deps.options
    if (session.isInFlight(request)) return this.#refuse(visit, duplicateId, request)
    if (session.inFlight >= maxInFlight) return this.#refuse(visit, tooManyInFlight, request)
    session.ask(request, received, { response: visit.response, accepts: visit.accepts, headers: noHeaders })
  }

  /** @returns the session a visit names; else null, and the visit is refused */
  #sessionOf(visit: Visit, request?: JsonRpcRequest): McpSession | null {
    const { 'mcp-session-id': id, 'mcp-protocol-version': version } = visit.request.headers
    const session =
      typeof id === 'string' ? this.#sessions.find(placeOf(visit), id, visit.identity.tokenId) : null
    const isKnown = version === undefined || (typeof version === 'string' && PROTOCOL_VERSIONS.has(version))
    if (session && isKnown) return session
    if (id === undefined) this.#refuse(visit, noSession, request)
    else this.#refuse(visit, session ? unsupportedVersion : unknownSession, request)
    return null
  }

  #end(session: McpSession): void {
    if (this.#sessions.remove(session)) session.close()
  }

  #refuse(visit: Visit, refusal: Refusal, request?: JsonRpcRequest): void {
    this.#deps.onRefused(visit.serviceId, refusal)
    refuse(visit.response, refusal, request?.id ?? null)
  }
}

function placeOf({ serviceId, endpointId }: Visit): Place {
  return { serviceId, endpointId }
}

const noHeaders: Record<string, string> = {}
