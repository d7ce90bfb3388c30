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
import {
  cancelledId,
  GRACE_MS,
  holdBack,
  TELL_MS,
  type Conversation,
  type ConversationDeps,
} from './conversation'
import { readEvents } from './event-stream'
import { isEventStream } from './exchange'
import { brokenOff, failureOf, refusalOf, tooLate } from './failure'
import { readMessages } from './messages'
import { NetworkProblem } from './network-problem'
import { within } from './within'

/** The stream must name the address for messages by then. */
const ENDPOINT_MS = 15 * SECOND

interface Running {
  request: JsonRpcRequest
  /** Ends it when nothing is heard of it for too long. */
  silence: Disposable
}

/**
 * One session of HTTP with server-sent events (revision 2024-11-05): everything the server says comes on one
 * stream, everything it is told goes to the address that stream names first. Never reconnected: a new stream would
 * be a new session, which is for the gateway to begin.
 */
export class SseSession implements Conversation {
  readonly #deps: ConversationDeps
  readonly #abort = new AbortController()
  readonly #running = new Map<JsonRpcId, Running>()
  #endpoint: URL | null = null
  #waiting: JsonRpcMessage[] = []

  constructor(deps: ConversationDeps) {
    this.#deps = deps
    void this.#listen()
  }

  receive(message: JsonRpcMessage): void {
    if (isRequest(message))
      this.#running.set(message.id, { request: message, silence: this.#watchSilence(message) })
    const id = cancelledId(message)
    if (id !== undefined) this.#take(id)
    if (this.#endpoint) void this.#post(this.#endpoint, message)
    else this.#waiting.push(message)
  }

  async close(): Promise<void> {
    for (const id of this.#running.keys()) this.#take(id)
    this.#abort.abort()
  }

  get #limitMs(): number {
    return this.#deps.requestTimeoutMs + GRACE_MS
  }

  #watchSilence(request: JsonRpcRequest): Disposable {
    const { upstream, downstream } = this.#deps
    return upstream.clock.after(this.#limitMs, () => {
      if (this.#take(request.id)) downstream.send(tooLate(request, upstream.host, this.#limitMs))
    })
  }

  /** A request is over. @returns false when it was already */
  #take(id: JsonRpcId): boolean {
    this.#running.get(id)?.silence.dispose()
    return this.#running.delete(id)
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
    if (isResponse(message)) {
      if (message.id !== null && this.#take(message.id)) downstream.send(message)
      return
    }
    const related = this.#relatedTo(message)
    const running = related === undefined ? undefined : this.#running.get(related)
    if (running) {
      running.silence.dispose()
      running.silence = this.#watchSilence(running.request)
    }
    downstream.send(message, related)
  }

  /** One stream carries everything: progress names its request, anything else belongs to the only one that runs. */
  #relatedTo(message: JsonRpcMessage): JsonRpcId | undefined {
    if (!('method' in message)) return undefined
    const token = message.params?.['progressToken']
    for (const { request } of this.#running.values()) {
      const meta = request.params?.['_meta'] as { progressToken?: unknown } | undefined
      if (token !== undefined && meta?.progressToken === token) return request.id
    }
    return this.#running.size === 1 ? [...this.#running.keys()][0] : undefined
  }

  async #post(endpoint: URL, message: JsonRpcMessage): Promise<void> {
    const { upstream, downstream, log } = this.#deps
    const request = isRequest(message) ? message : null
    try {
      await within(upstream.clock, request ? this.#limitMs : TELL_MS, this.#abort.signal, async (signal) => {
        const headers = { 'content-type': 'application/json' }
        const body = JSON.stringify(message)
        const answer = await upstream.send({ method: 'POST', headers, body, signal }, endpoint)
        const text = await readAside(answer, upstream.clock)
        const isTaken = (answer.statusCode ?? 0) < 300
        if (!isTaken && request && this.#take(request.id))
          downstream.send(refusalOf(request, answer, text, upstream.host))
      })
    } catch (error) {
      if (this.#abort.signal.aborted) return
      if (!request) return log(`A message could not be delivered: ${errorText(error)}`)
      this.#deps.onFailure?.(error)
      if (this.#take(request.id)) downstream.send(failureOf(request, error, upstream.host))
    }
  }

  /** The stream is the session: with it every request under way is lost. */
  #over(error: unknown): void {
    const { upstream, downstream } = this.#deps
    if (error !== null) this.#deps.onFailure?.(error)
    const wasNamed = this.#endpoint !== null
    for (const { request } of this.#running.values()) {
      this.#take(request.id)
      downstream.send(wasNamed ? brokenOff(request, upstream.host) : failureOf(request, error, upstream.host))
    }
    this.#abort.abort()
    downstream.close()
  }
}
