import type { Clock } from '@shared/lib/clock'
import { errorResponse, isNotification, isRequest, rpcCode, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { CallGuards } from '../calls/call-guards'
import type { Catalogs, Sees, View, Views } from '../catalog/view'
import type { GatewayConfigCell } from '../config'
import type { Era, Visit } from '../front/era'
import { sendJson } from '../front/reply'
import type { Received } from '../guards/message'
import { COMBINED_SERVICE } from '../guards/path'
import type { Refusal } from '../guards/refusal'
import { allows } from '../guards/scope'
import type { GatewayOptions } from '../options'
import { DEFAULT_TIMEOUT_MS } from '../session-era/timeout'
import type { Telemetry } from '../telemetry/telemetry'
import type { Routes } from '../upstream/routes'
import { accept, type AcceptanceDeps } from './acceptance'
import type { Ask } from './ask'
import { Asks } from './asks'
import { claimsModern } from './claim'
import { Conversations } from './conversations'
import { isFault, postOnly, refused, type Fault } from './fault'
import { Forwarding } from './forwarding'
import { ownAnswer } from './own-answers'
import { ParkedCalls } from './parked-calls'
import type { ServiceCall } from './service-call'
import { Subscriptions } from './subscriptions'

export interface StatelessEraDeps {
  clock: Clock
  options: GatewayOptions
  routes: Routes
  telemetry: Telemetry
  views: Views
  catalogs: Catalogs
  guards: CallGuards
  config: GatewayConfigCell
  onRefused(serviceId: string, refusal: Refusal): void
  onStray(serviceId: string, what: string): void
}

/** Revision 2026-07-28: every request stands for itself; nothing is kept between two of them but parked calls. */
export class StatelessEra implements Era {
  readonly #deps: StatelessEraDeps
  readonly #asks: Asks
  readonly #conversations: Conversations
  readonly #parked: ParkedCalls<ServiceCall>
  readonly #subscriptions: Subscriptions
  readonly #forwarding: Forwarding
  readonly #acceptance: AcceptanceDeps

  constructor(deps: StatelessEraDeps) {
    this.#deps = deps
    const { clock, options, config, routes, telemetry, views, catalogs, guards } = deps
    const serverInfo = (serviceId: string) => views.of(serviceId)?.describe().serverInfo ?? null
    this.#asks = new Asks({ clock, telemetry, config })
    this.#acceptance = { clock, options, views, asks: this.#asks, onLeft: (ask) => this.#left(ask) }
    this.#conversations = new Conversations({
      clock,
      options,
      routes,
      serverInfo,
      onStray: deps.onStray.bind(deps),
    })
    this.#parked = new ParkedCalls(clock)
    const shared = { clock, asks: this.#asks, guards, catalogs, conversations: this.#conversations }
    this.#subscriptions = new Subscriptions({ ...shared, views })
    this.#forwarding = new Forwarding({
      ...shared,
      options,
      parked: this.#parked,
      serverInfo,
      requestTimeoutMs: (serviceId) => config.service(serviceId)?.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    })
  }

  speaks(visit: Visit, received?: Received): boolean {
    return claimsModern(visit.request.headers, received?.message)
  }

  post(visit: Visit, received: Received): void {
    const { message } = received
    if (isRequest(message)) return this.#request(visit, message, received)
    // Nothing a client can tell is of use here: it cancels by closing the connection.
    if (!isNotification(message)) return this.#refuse(visit, noAnswers)
    visit.response.writeHead(202)
    visit.response.end()
  }

  get(visit: Visit): void {
    this.#refuse(visit, postOnly())
  }
  delete(visit: Visit): void {
    this.#refuse(visit, postOnly())
  }

  /** Conversations in clients' names, by service. */
  counts(): Record<string, number> {
    return this.#conversations.counts()
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    this.#asks.tick(now)
    this.#conversations.tick(now)
    this.#parked.tick(now)
  }

  /** Ends what was begun with tokens that are not accepted any more, and streams of addresses that are gone. */
  review(isAccepted: (tokenId: string) => boolean): void {
    const isGone = (tokenId: string): boolean => !isAccepted(tokenId)
    this.#subscriptions.dropAddresses()
    this.#subscriptions.dropTokens(isGone)
    for (const ask of this.#asks.all()) if (isGone(ask.tokenId)) this.#expel(ask)
    this.#parked.dropTokens(isGone)
    this.#conversations.dropTokens(isGone)
  }

  close(): void {
    this.#subscriptions.close()
    this.#conversations.close()
  }

  #request(visit: Visit, request: JsonRpcRequest, received: Received): void {
    const ask = accept(this.#acceptance, visit, request, received)
    if (isFault(ask)) return this.#refuse(visit, ask, request)
    this.#asks.add(ask)
    const own = ownAnswer(ask)
    const homeId = homeOf(ask.start.view)
    if (own === null) return this.#dispatch(ask, homeId)
    this.#asks.aim(ask, homeId)
    if (typeof own === 'string') this.#asks.finish(ask, own, { outcome: 'ok' })
    else this.#asks.fault(ask, own, 'refused')
  }

  #dispatch(ask: Ask, homeId: string): void {
    const { view, request } = ask.start
    const params = request.params ?? {}
    switch (request.method) {
      case 'subscriptions/listen':
        return this.#subscriptions.open(ask, homeId)
      case 'tools/call':
        return this.#forwarding.route(ask, view.tool(params, seenBy(ask)), homeId)
      case 'prompts/get':
        return this.#forwarding.route(ask, view.prompt(params), homeId)
      case 'resources/read':
        return this.#forwarding.route(ask, view.resource(params), homeId)
      default:
        return this.#forwarding.route(ask, view.completion(params), homeId)
    }
  }

  /** Its service is told to stop, and nothing it still says is heard. */
  #expel(ask: Ask): void {
    ask.onLeft?.()
    this.#asks.fault(ask, tokenGone, 'refused')
  }

  #left(ask: Ask): void {
    ask.onLeft?.()
    this.#asks.withdraw(ask)
  }

  #refuse(visit: Visit, { status, code, message, headers, data }: Fault, request?: JsonRpcRequest): void {
    this.#deps.onRefused(visit.serviceId, { guard: 'stateless', status, code, message })
    const text = JSON.stringify(errorResponse(request?.id ?? null, code, message, data))
    sendJson(visit.response, status, text, headers)
  }
}

/** Search mode must not tell of tools that would be refused. */
function seenBy({ start }: Ask): Sees {
  return (serviceId, tool) => allows(start.visit.identity, serviceId, tool)
}

/** Whose figures a request counts for that goes to no service. */
function homeOf(view: View): string {
  const [only, ...more] = view.serviceIds
  return only !== undefined && more.length === 0 ? only : COMBINED_SERVICE
}

const tokenGone = refused(
  401,
  'The access token was revoked or expired while this was running: it was told to stop, and may have taken effect.',
  { 'www-authenticate': 'Bearer realm="omnimind", error="invalid_token"' },
)
const noAnswers: Fault = {
  kind: 'fault',
  status: 400,
  code: rpcCode.invalidRequest,
  message: 'There are no requests to answer here: send answers as "inputResponses" of the request itself.',
}
