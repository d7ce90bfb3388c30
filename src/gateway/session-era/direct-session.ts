import { isNotification, isRequest, type JsonRpcMessage, type JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { Received } from '../guards/message'
import { placeIn, traceparentOf } from '../stateless-era/trace'
import type { Leg } from '../upstream/leg'
import { parseLine } from '../upstream/peek'
import type { Ending } from './call-record'
import type { Exchange } from './exchange'
import { McpSession, type Asked, type McpSessionDeps } from './mcp-session'
import { metaOf, targetOf, traceparentIn } from './methods'

/** A client and one service, on that service's own port: everything passes as it was written. */
export class DirectSession extends McpSession {
  readonly #leg: Leg<Exchange>

  constructor(deps: McpSessionDeps) {
    super(deps)
    this.#leg = this.openLeg(deps.place.serviceId, {
      isOurs: () => false,
      isListening: () => this.listening.isOpen,
      onRejected: () => deps.onEnded(this),
    })
  }

  get unreadBytes(): number {
    return this.#leg.waitingBytes
  }

  ask(request: JsonRpcRequest, received: Received, asked: Asked): void {
    const { catalogs } = this.deps
    const { serviceId } = this.place
    const exchange = this.begin(request, received, asked, serviceId)
    const traceparent = traceparentIn(request)
    if (traceparent !== null) this.#trace(exchange, traceparent)
    const name = request.method === 'tools/call' ? targetOf(request) : null
    this.admission.send(exchange, this.#leg, name === null ? null : catalogs.tool(serviceId, name))
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
