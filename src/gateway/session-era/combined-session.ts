import type { Disposable } from '@shared/lib/disposable'
import {
  isNotification,
  isRequest,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcNotification,
  type JsonRpcRequest,
} from '@shared/mcp/json-rpc'
import { scopedTo } from '../catalog/scoped-view'
import type { EntryRoute, ListKind, ToolRoute, View, Views } from '../catalog/view'
import type { Received } from '../guards/message'
import { COMBINED_SERVICE } from '../guards/path'
import { responseText } from '../stateless-era/result-text'
import { newPlace, placeIn, traceparentOf } from '../stateless-era/trace'
import type { Leg } from '../upstream/leg'
import type { Ending } from './call-record'
import type { Exchange } from './exchange'
import { Legs } from './legs'
import { negotiatedVersion, ownAnswer } from './own-answer'
import { McpSession, type Asked, type McpSessionDeps } from './mcp-session'
import { countedAs, changedBy, changedMethods, metaOf, traceparentIn } from './methods'

export type CombinedSessionDeps = McpSessionDeps & { views: Views }

/**
 * A client and all services behind one address. The gateway answers the handshake and the lists; what concerns
 * one service goes there, on a conversation of its own, and its answer passes as it was written.
 */
export class CombinedSession extends McpSession {
  readonly #views: Views
  readonly #legs: Legs
  readonly #legOf = (serviceId: string): Leg<Exchange> => this.#legs.of(serviceId)
  #view: View | null = null
  #changes: Disposable | null = null

  constructor(deps: CombinedSessionDeps) {
    super(deps)
    this.#views = deps.views
    const version = negotiatedVersion(deps.initialize)
    const params = { ...deps.initialize.params, protocolVersion: version }
    this.#legs = new Legs({
      handshake: { ...deps.initialize, params },
      open: (serviceId) => {
        const leg = this.openLeg(serviceId, {
          isOurs: (method) => changedMethods.has(method),
          // A service may sleep while nobody waits for news of it.
          isListening: () => this.listening.isOpen && leg.memory.hasSubscriptions,
          onRejected: () => this.#rejected(serviceId),
        })
        return leg
      },
    })
    this.watch()
  }

  get serviceIds(): readonly string[] {
    return this.#legs.serviceIds
  }

  get unreadBytes(): number {
    return this.#legs.waitingBytes
  }

  /** Takes the address as it is now. @returns false when there is none any more */
  watch(): boolean {
    const view = this.#views.of(this.place.endpointId)
    if (view) this.#leaveOthers(view.serviceIds)
    if (view === this.#view) return view !== null
    this.#changes?.dispose()
    this.#changes = view?.onChange((kind) => this.#changed(kind)) ?? null
    this.#view = view
    return view !== null
  }

  ask(request: JsonRpcRequest, received: Received, asked: Asked): void {
    const offered = this.#views.of(this.place.endpointId)
    const view = offered && scopedTo(this.deps.identity, offered)
    const params = request.params ?? {}
    if (!view) return this.#refuse(this.#own(request, received, asked), rpcCode.serviceUnavailable, GONE)
    switch (request.method) {
      case 'tools/call':
        return this.#callTool(request, received, asked, view.tool(params))
      case 'prompts/get':
        return this.#forward(request, received, asked, view.prompt(params))
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return this.#forward(request, received, asked, view.resource(params))
      case 'completion/complete':
        return this.#forward(request, received, asked, view.completion(params))
      default:
        return this.#answer(this.#own(request, received, asked), view)
    }
  }

  tell(message: JsonRpcMessage, received: Received): void {
    this.touch()
    if (isRequest(message)) return
    if (isNotification(message)) return this.#passNote(message, received.line)
    const inward = this.serverRequests.inward(message)
    if (inward) this.#legs.find(inward.serviceId)?.carryNote(JSON.stringify(inward.message))
  }

  protected handshakeEnded({ outcome }: Ending, heard: boolean): void {
    if (outcome !== 'ok' || !heard) this.deps.onEnded(this)
  }

  protected reach(): void {
    this.#legs.reach()
  }

  protected closeLegs(): void {
    this.#changes?.dispose()
    this.#legs.close()
  }

  /** A request that the gateway answers itself. */
  #own(request: JsonRpcRequest, received: Received, asked: Asked): Exchange {
    const exchange = this.begin(request, received, asked, COMBINED_SERVICE)
    exchange.admittedAt = exchange.start.startedAt
    return exchange
  }

  #answer(exchange: Exchange, view: View): void {
    const { request } = exchange.start
    if (request.method === 'initialize') this.protocolVersion = negotiatedVersion(request)
    const answer = ownAnswer(request, view)
    if (answer.kind === 'refuse') return this.#refuse(exchange, answer.code, answer.message)
    if (request.method === 'logging/setLevel') this.#legs.setLogLevel(request)
    this.#give(exchange, answer.resultText)
  }

  #callTool(request: JsonRpcRequest, received: Received, asked: Asked, route: ToolRoute): void {
    if (route.kind !== 'answer') return this.#forward(request, received, asked, route)
    this.#give(this.#own(request, received, asked), JSON.stringify(route.result))
  }

  #forward(request: JsonRpcRequest, received: Received, asked: Asked, route: ToolRoute | EntryRoute): void {
    if (route.kind === 'answer') return
    if (route.kind === 'refuse')
      return this.#refuse(this.#own(request, received, asked), route.code, route.message)
    const counted = countedAs({ ...request, params: route.params })
    const exchange = this.begin(request, received, asked, route.serviceId, counted)
    const sent = traceparentIn(request)
    exchange.trace = (sent === null ? null : placeIn(sent)) ?? newPlace()
    const _meta = { ...metaOf(request), ...metaIn(route.params), traceparent: traceparentOf(exchange.trace) }
    exchange.rewrite({ ...route.params, _meta })
    this.admission.send(exchange, this.#legOf, 'tool' in route ? route.tool : null)
  }

  #passNote(note: JsonRpcNotification, line: string): void {
    switch (note.method) {
      case 'notifications/initialized':
        return
      case 'notifications/cancelled':
        return this.cancel(note.params?.['requestId'])?.carryNote(line)
      case 'notifications/progress': {
        const inward = this.serverRequests.inwardProgress(note)
        if (inward) this.#legs.find(inward.serviceId)?.carryNote(JSON.stringify(inward.message))
        return
      }
      default:
        this.#legs.tellAll(line)
    }
  }

  #give(exchange: Exchange, resultText: string): void {
    this.exchanges.answer(exchange, responseText(exchange.id, resultText), 'ok', null)
  }

  #refuse(exchange: Exchange, code: number, message: string): void {
    this.exchanges.refuse(exchange, { code, message, outcome: 'error' })
  }

  #changed(kind: ListKind): void {
    const note = { jsonrpc: '2.0', method: changedBy(kind) }
    this.listening.sendOnce(JSON.stringify(note), this.deps.clock.monotonicMs())
  }

  /** What was taken out of the address must not go on talking to the client; calls that run may end. */
  #leaveOthers(serviceIds: readonly string[]): void {
    for (const serviceId of this.#legs.serviceIds) {
      if (serviceIds.includes(serviceId) || this.exchanges.of(serviceId).all().length > 0) continue
      this.serverRequests.forget(serviceId)
      this.#legs.drop(serviceId)
    }
  }

  /** A service took the client's handshake for a fault: what waits for it cannot be carried out. */
  #rejected(serviceId: string): void {
    const message = `"${serviceId}" refused this client's "initialize". See its log in OmniMind.`
    for (const exchange of this.exchanges.of(serviceId).all())
      this.exchanges.fail(exchange, { code: rpcCode.serviceUnavailable, message })
    this.#legs.drop(serviceId)
  }
}

const GONE = 'This address does not exist any more. Take another from the Connect page of OmniMind.'

function metaIn(params: Record<string, unknown>): object {
  return (params['_meta'] as object | undefined) ?? {}
}
