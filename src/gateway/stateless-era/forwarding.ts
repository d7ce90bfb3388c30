import type { Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import { InputResponses, LEGACY_RESOURCE_NOT_FOUND } from '@shared/mcp/modern'
import type { CallEnd, CallGuards, GuardVerdict } from '../calls/call-guards'
import type { Catalogs, EntryRoute, ToolRoute } from '../catalog/view'
import type { GatewayOptions } from '../options'
import { targetOf } from '../session-era/methods'
import type { Ask } from './ask'
import type { Asks } from './asks'
import type { Conversations } from './conversations'
import { inBand, invalidParams, refused, type Fault } from './fault'
import { checkParamHeaders } from './param-headers'
import type { ParkedCalls } from './parked-calls'
import { legacyParams, modernParams } from './request-params'
import { resultAnswer } from './service-answer'
import { ServiceCall } from './service-call'
import { StateSeal, type Binding } from './state-seal'
import type { Upstream } from './upstream'

export interface ForwardingDeps {
  clock: Clock
  options: Pick<GatewayOptions, 'pipeLimitBytes'>
  asks: Asks
  guards: CallGuards
  catalogs: Catalogs
  conversations: Conversations
  parked: ParkedCalls<ServiceCall>
  serverInfo(serviceId: string): Record<string, unknown> | null
  /** Longest wait for a service's answer or progress, ms. */
  requestTimeoutMs(serviceId: string): number
}

type Forward = Extract<ToolRoute | EntryRoute, { kind: 'forward' }>
type Sending = Extract<GuardVerdict, { kind: 'send' }>

/** Brings a request whose route is known through the guards to its service. */
export class Forwarding {
  readonly #deps: ForwardingDeps
  /** For the states of services that keep their own: their pipe is shared by all clients. */
  readonly #seal = new StateSeal()

  constructor(deps: ForwardingDeps) {
    this.#deps = deps
  }

  /** @param homeId under which service's name a request is counted that goes to none */
  route(ask: Ask, route: ToolRoute | EntryRoute, homeId: string): void {
    const { asks } = this.#deps
    if (route.kind === 'forward') asks.aim(ask, route.serviceId, route.params)
    else asks.aim(ask, homeId)
    if (route.kind === 'refuse') return asks.fault(ask, refusedRoute(ask, route), 'refused')
    if (route.kind === 'answer') {
      const info = ask.start.view.describe().serverInfo
      return asks.finish(ask, resultAnswer(ask, JSON.stringify(route.result), info), { outcome: 'ok' })
    }
    const fault = 'tool' in route ? headerFault(ask, route) : null
    if (fault) return asks.fault(ask, fault, 'refused')
    this.#admit(ask, route)
  }

  #admit(ask: Ask, route: Forward): void {
    const { clock, guards } = this.#deps
    const { visit, endpointId, request } = ask.start
    const admission = guards.admit(
      {
        identity: visit.identity,
        endpointId,
        serviceId: route.serviceId,
        method: request.method,
        params: route.params,
        tool: 'tool' in route ? route.tool : null,
        repeatable: ask.repeatable,
        client: ask.envelope.client,
        era: 'stateless',
      },
      (verdict) => {
        ask.onLeft = null
        ask.admittedAt = clock.monotonicMs()
        this.#decided(ask, route, verdict)
      },
    )
    if (ask.admittedAt === null) ask.onLeft = () => admission.dispose()
  }

  #decided(ask: Ask, route: Forward, verdict: GuardVerdict): void {
    const { asks } = this.#deps
    if (verdict.kind === 'send') return this.#send(ask, route, verdict)
    if (verdict.kind === 'answer') {
      const info = this.#deps.serverInfo(route.serviceId)
      const text = resultAnswer(ask, verdict.resultText, info)
      return asks.finish(ask, text, { outcome: 'ok', cache: verdict.source })
    }
    const { status, message, code, retryAfterS } = verdict
    const headers: Record<string, string> =
      retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
    asks.fault(ask, { kind: 'fault', status, code, message, headers }, 'refused')
  }

  #send(ask: Ask, route: Forward, { queueMs, done }: Sending): void {
    ask.queueMs = queueMs
    const isModern = this.#deps.catalogs.isModern(route.serviceId) === true
    const fault = isModern ? this.#pass(ask, route, done) : this.#translate(ask, route, done)
    if (!fault) return
    done({ outcome: 'refused', serviceMs: 0, resultText: null })
    this.#deps.asks.fault(ask, fault, 'refused')
  }

  /** The service speaks this revision: its answers are the client's answers. */
  #pass(ask: Ask, { serviceId, params }: Forward, done: (end: CallEnd) => void): Fault | null {
    const upstream = this.#deps.conversations.shared(serviceId)
    if (upstream.leg.waitingBytes > this.#deps.options.pipeLimitBytes) return serviceLags(serviceId)
    const answers = answersOf(ask)
    if (answers.requestState !== undefined) {
      const state = this.#stateOf(ask, serviceId, answers.requestState)
      if (state === null) return unknownState
      answers.requestState = state
    }
    const call = this.#newCall(serviceId, upstream, null)
    call.begin({ ask, done }, (id) => modernParams({ ...params, ...answers }, id, ask.trace))
    return null
  }

  #stateOf(ask: Ask, serviceId: string, sealed: unknown): string | null {
    return typeof sealed === 'string' ? this.#seal.open(sealed, bindingOf(ask, serviceId)) : null
  }

  /** The service speaks an older revision: one conversation in the client's name carries its requests. */
  #translate(ask: Ask, { serviceId, params }: Forward, done: (end: CallEnd) => void): Fault | null {
    const { inputResponses = {}, requestState } = answersOf(ask)
    const responses = InputResponses.safeParse(inputResponses)
    if (!responses.success) return unreadableAnswers
    if (requestState !== undefined) {
      const call = this.#parkedCall(ask, serviceId, requestState)
      if (!call) return unknownState
      call.resume({ ask, done }, responses.data)
      return null
    }
    const conversation = this.#deps.conversations.own(serviceId, ask)
    if (!conversation) return tooManyConversations
    const { upstream } = conversation
    if (upstream.leg.waitingBytes > this.#deps.options.pipeLimitBytes) return serviceLags(serviceId)
    if (ask.envelope.logLevel !== null) conversation.startLogging()
    const call = this.#newCall(serviceId, upstream, conversation.serverInfo)
    call.begin({ ask, done }, (id) => legacyParams(params, id, ask.trace))
    return null
  }

  #parkedCall(ask: Ask, serviceId: string, state: unknown): ServiceCall | null {
    return typeof state === 'string' ? this.#deps.parked.take(state, bindingOf(ask, serviceId)) : null
  }

  /** @param serverInfo null where the service tells it itself, and asks nothing in between */
  #newCall(serviceId: string, upstream: Upstream, serverInfo: Record<string, unknown> | null): ServiceCall {
    const { clock, asks, parked, catalogs } = this.#deps
    const isModern = catalogs.isModern(serviceId) === true
    return new ServiceCall({
      clock,
      asks,
      serviceId,
      upstream,
      serverInfo,
      timeoutMs: this.#deps.requestTimeoutMs(serviceId),
      park: isModern ? null : (call, ask) => parked.park(call, bindingOf(ask, serviceId)),
      seal: (state, ask) => this.#seal.seal(state, bindingOf(ask, serviceId)),
    })
  }
}

/** What a client sends with a request it makes again; a route need not carry it. */
function answersOf({ request }: Ask): { inputResponses?: unknown; requestState?: unknown } {
  const { inputResponses, requestState } = request.params ?? {}
  return {
    ...(inputResponses === undefined ? {} : { inputResponses }),
    ...(requestState === undefined ? {} : { requestState }),
  }
}

/** By the service's own name of the tool: in search mode the client calls every one by the same name. */
function bindingOf({ tokenId, request, target }: Ask, serviceId: string): Binding {
  return { tokenId, serviceId, method: request.method, target: targetOf(target?.outward ?? request) }
}

function refusedRoute(ask: Ask, { code, message }: { code: number; message: string }): Fault {
  if (code !== LEGACY_RESOURCE_NOT_FOUND) return inBand(code, message)
  return inBand(rpcCode.invalidParams, message, { uri: ask.request.params?.['uri'] })
}

function headerFault(ask: Ask, { tool, params }: Extract<ToolRoute, { kind: 'forward' }>): Fault | null {
  const args = params['arguments']
  // Through search mode's `call_tool` a client does not follow the definition of the tool within.
  if (args !== ask.request.params?.['arguments']) return null
  return checkParamHeaders(tool.definition, args, ask.start.visit.request.headers)
}

const unreadableAnswers = invalidParams(
  'inputResponses must be an object of answers, by the keys of the questions.',
)
const unknownState = invalidParams(
  'The requestState is not known: it was changed, used before, or is older than 10 minutes. Call again without it.',
)
const serviceLags = (serviceId: string): Fault =>
  refused(503, `"${serviceId}" does not read its messages: nothing was done. Try again later.`, {
    'retry-after': '1',
  })
const tooManyConversations: Fault = {
  kind: 'fault',
  status: 503,
  code: rpcCode.refused,
  message: 'Too many conversations with this service are in use. Wait for calls to end, then try again.',
  headers: { 'retry-after': '5' },
}
