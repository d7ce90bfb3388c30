import { isNotification, isRequest, type JsonRpcMessage, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import { scopedTo } from '../catalog/scoped-view'
import type { Views } from '../catalog/view'
import type { Received } from '../guards/message'
import { responseText } from '../stateless-era/result-text'
import { placeIn, traceparentOf } from '../stateless-era/trace'
import type { Leg } from '../upstream/leg'
import { parseLine } from '@shared/mcp/parse-line'
import type { Ending } from './call-record'
import type { Exchange } from './exchange'
import { ownAnswer } from './own-answer'
import { McpSession, type Asked, type McpSessionDeps } from './mcp-session'
import { metaOf, targetOf, traceparentIn } from './methods'

/** A client and one service, on that service's own port: everything passes as it was written. */
export class DirectSession extends McpSession {
  readonly #views: Views
  readonly #leg: Leg<Exchange>
  readonly #legOf = (): Leg<Exchange> => this.#leg

  constructor(deps: McpSessionDeps & { views: Views }) {
    super(deps)
    this.#views = deps.views
    this.#leg = this.openLeg(deps.place.serviceId, {
      isOurs: () => false,
      isListening: () => this.listening.isOpen,
      onRejected: () => deps.onEnded(this),
    })
  }

  get serviceIds(): readonly string[] {
    return [this.place.serviceId]
  }

  get unreadBytes(): number {
    return this.#leg.waitingBytes
  }

  ask(request: JsonRpcRequest, received: Received, asked: Asked): void {
    const { catalogs } = this.deps
    const { serviceId } = this.place
    const exchange = this.begin(request, received, asked, serviceId)
    if (request.method === 'tools/list' && this.#isLimited) return this.#listTools(exchange)
    const traceparent = traceparentIn(request)
    if (traceparent !== null) this.#trace(exchange, traceparent)
    const name = request.method === 'tools/call' ? targetOf(request) : null
    this.admission.send(exchange, this.#legOf, name === null ? null : catalogs.tool(serviceId, name))
  }

  tell(message: JsonRpcMessage, received: Received): void {
    this.touch()
    this.#leg.memory.note(message)
    if (isRequest(message)) return
    if (!isNotification(message)) {
      const inward = this.serverRequests.inward(message)
      if (inward) this.#leg.carryNote(JSON.stringify(inward.message))
    } else if (message.method === 'notifications/progress') {
      const inward = this.serverRequests.inwardProgress(message)
      this.#leg.carryNote(inward ? JSON.stringify(inward.message) : received.line)
    } else if (message.method !== 'notifications/cancelled') this.#leg.carryNote(received.line)
    // One that waits still is taken back here, and the service never hears of it.
    else if (this.cancel(message.params?.['requestId']) !== null) this.#leg.carryNote(received.line)
  }

  protected handshakeEnded({ outcome, text }: Ending, heard: boolean): void {
    if (outcome !== 'ok' || !heard) return this.deps.onEnded(this)
    // From now on later instances get the handshake replayed.
    this.#leg.memory.keepHandshake(this.deps.initialize)
    this.protocolVersion = versionIn(text)
  }

  protected reach(): void {
    this.#leg.reach()
  }

  protected closeLegs(): void {
    this.#leg.close()
  }

  get #isLimited(): boolean {
    const { scope, listsAll } = this.deps.identity
    return !listsAll && (scope.tools !== null || scope.readOnly)
  }

  /** A limited token is shown what it may call; the service itself would tell all. */
  #listTools(exchange: Exchange): void {
    const view = this.#views.of(this.place.serviceId)
    exchange.admittedAt = exchange.start.startedAt
    const answer = view && ownAnswer(exchange.start.request, scopedTo(this.deps.identity, view))
    const text = answer?.kind === 'result' ? answer.resultText : '{"tools":[]}'
    this.exchanges.answer(exchange, responseText(exchange.id, text), 'ok', null)
  }

  #trace(exchange: Exchange, traceparent: string): void {
    exchange.trace = placeIn(traceparent)
    if (!exchange.trace) return
    const { params } = exchange.outward
    const _meta = { ...metaOf(exchange.outward), traceparent: traceparentOf(exchange.trace) }
    exchange.rewrite({ ...params, _meta })
  }
}

/** @param text the service's answer to the handshake */
function versionIn(text: string | null): string | null {
  const message = text === null ? null : parseLine(text)
  const result =
    message && 'result' in message ? (message.result as { protocolVersion?: unknown } | null) : null
  return typeof result?.protocolVersion === 'string' ? result.protocolVersion : null
}
