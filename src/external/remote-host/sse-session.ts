import type { IncomingMessage } from 'node:http'
import { errorText } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import {
  isRequest,
  isResponse,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcRequest,
} from '@shared/mcp/json-rpc'
import { discard, readAside } from './bounded-text'
import { cancelledId, holdBack, type Conversation, type ConversationDeps } from './conversation'
import { readEvents } from './event-stream'
import { isEventStream } from './exchange'
import { brokenOff, failureOf, refusalOf } from './failure'
import { readMessages } from './messages'
import { NetworkProblem } from './network-problem'

/** The stream must name the address for messages by then. */
const ENDPOINT_MS = 15 * SECOND

/**
 * One session of HTTP with server-sent events (revision 2024-11-05): everything the server says comes on one
 * stream, everything it is told goes to the address that stream names first. Never reconnected: a new stream would
 * be a new session, which is for the gateway to begin.
 */
export class SseSession implements Conversation {
  readonly #deps: ConversationDeps
  readonly #abort = new AbortController()
  readonly #running = new Map<JsonRpcId, JsonRpcRequest>()
  #endpoint: URL | null = null
  #waiting: JsonRpcMessage[] = []

  constructor(deps: ConversationDeps) {
    this.#deps = deps
    void this.#listen()
  }

  receive(message: JsonRpcMessage): void {
    if (isRequest(message)) this.#running.set(message.id, message)
    const id = cancelledId(message)
    if (id !== undefined) this.#running.delete(id)
    if (this.#endpoint) void this.#post(this.#endpoint, message)
    else this.#waiting.push(message)
  }

  async close(): Promise<void> {
    this.#running.clear()
    this.#abort.abort()
  }

  async #listen(): Promise<void> {
    const { upstream } = this.#deps
    const late = upstream.clock.after(ENDPOINT_MS, () => {
      if (!this.#endpoint) this.#abort.abort()
    })
    try {
      const answer = await upstream.send({
        method: 'GET',
        headers: { accept: 'text/event-stream' },
        signal: this.#abort.signal,
      })
      await this.#read(answer, late)
      this.#over(null)
    } catch (error) {
      this.#over(error)
    } finally {
      late.dispose()
    }
  }

  async #read(answer: IncomingMessage, late: Disposable): Promise<void> {
    const { upstream, downstream } = this.#deps
    const hold = holdBack(downstream)
    if (answer.statusCode !== 200 || !isEventStream(answer)) {
      await discard(answer, upstream.clock)
      const text = `${upstream.host} answered with HTTP ${answer.statusCode} and no stream of events.`
      throw new NetworkProblem(text, 'not-delivered')
    }
    await readEvents(answer, {
      onId: () => {},
      onRetry: () => {},
      onEvent: (name, data) => {
        if (name === 'endpoint') {
          late.dispose()
          this.#named(data)
        } else if (name === 'message') for (const message of readMessages(data)) this.#received(message)
        if (hold(() => answer.resume())) answer.pause()
      },
    })
  }

  /** Only within the origin: what is sent there carries the person's headers. */
  #named(address: string): void {
    const { url, host } = this.#deps.upstream
    const endpoint = URL.canParse(address, url) ? new URL(address, url) : null
    if (this.#endpoint) return
    if (endpoint?.origin !== url.origin) {
      this.#over(new NetworkProblem(`${host} named an address elsewhere for messages.`, 'not-delivered'))
      return
    }
    this.#endpoint = endpoint
    for (const message of this.#waiting.splice(0)) void this.#post(endpoint, message)
  }

  #received(message: JsonRpcMessage): void {
    const { downstream } = this.#deps
    if (!isResponse(message)) return downstream.send(message, this.#relatedTo(message))
    if (message.id !== null && this.#running.delete(message.id)) downstream.send(message)
  }

  /** One stream carries everything: progress names its request, anything else belongs to the only one that runs. */
  #relatedTo(message: JsonRpcMessage): JsonRpcId | undefined {
    if (!('method' in message)) return undefined
    const token = message.params?.['progressToken']
    for (const { id, params } of this.#running.values()) {
      const meta = params?.['_meta'] as { progressToken?: unknown } | undefined
      if (token !== undefined && meta?.progressToken === token) return id
    }
    return this.#running.size === 1 ? [...this.#running.keys()][0] : undefined
  }

  async #post(endpoint: URL, message: JsonRpcMessage): Promise<void> {
    const { upstream, downstream, log } = this.#deps
    const request = isRequest(message) ? message : null
    try {
      const answer = await upstream.send(
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(message),
          signal: this.#abort.signal,
        },
        endpoint,
      )
      const text = await readAside(answer, upstream.clock)
      const isTaken = (answer.statusCode ?? 0) < 300
      if (!isTaken && request && this.#running.delete(request.id))
        downstream.send(refusalOf(request, answer, text, upstream.host))
    } catch (error) {
      if (this.#abort.signal.aborted) return
      if (!request) return log(`A message could not be delivered: ${errorText(error)}`)
      this.#deps.onFailure?.(error)
      if (this.#running.delete(request.id)) downstream.send(failureOf(request, error, upstream.host))
    }
  }

  /** The stream is the session: with it every request under way is lost. */
  #over(error: unknown): void {
    const { upstream, downstream } = this.#deps
    if (error !== null) this.#deps.onFailure?.(error)
    const wasNamed = this.#endpoint !== null
    for (const request of this.#running.values())
      downstream.send(wasNamed ? brokenOff(request, upstream.host) : failureOf(request, error, upstream.host))
    this.#running.clear()
    this.#abort.abort()
    downstream.close()
  }
}
