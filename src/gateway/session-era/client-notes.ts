import { isNotification, isRequest, type JsonRpcMessage, type JsonRpcResponse } from '@shared/mcp/json-rpc'
import type { Leg } from '../upstream/leg'
import type { Exchange } from './exchange'
import type { Exchanges } from './exchanges'
import type { ServerRequests } from './server-requests'

export interface ClientNotesDeps {
  leg: Leg<Exchange>
  exchanges: Exchanges
  serverRequests: ServerRequests
}

/** What a client says without asking: notifications, and answers to questions of the service. */
export class ClientNotes {
  readonly #deps: ClientNotesDeps

  constructor(deps: ClientNotesDeps) {
    this.#deps = deps
  }

  /** @param line the message as the client wrote it */
  pass(message: JsonRpcMessage, line: string): void {
    if (isRequest(message)) return
    if (!isNotification(message)) return this.#passAnswer(message)
    if (message.method === 'notifications/cancelled' && this.#cancel(message.params?.['requestId'])) return
    this.#deps.leg.carryNote(line)
  }

  #passAnswer(response: JsonRpcResponse): void {
    const inward = this.#deps.serverRequests.inward(response)
    if (inward) this.#deps.leg.carryNote(JSON.stringify(inward))
  }

  /**
   * Ends the request's answer at once: a service that follows the protocol sends none any more.
   * @returns true when the request waits still, so that the service never hears of it
   */
  #cancel(requestId: unknown): boolean {
    const { exchanges, leg } = this.#deps
    const exchange = exchanges.find(JSON.stringify(requestId) ?? '')
    if (!exchange || exchange.start.request.method === 'initialize') return false
    const waited = leg.recall(exchange)
    exchanges.withdraw(exchange)
    return waited
  }
}
