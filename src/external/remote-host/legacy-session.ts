import type { IncomingMessage } from 'node:http'
import { errorText } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import {
  isPlainObject,
  isRequest,
  isResponse,
  type JsonRpcId,
  type JsonRpcMessage,
  type JsonRpcRequest,
} from '@shared/mcp/json-rpc'
import { discard } from './bounded-text'
import {
  cancelledId,
  GRACE_MS,
  holdBack,
  TELL_MS,
  type Conversation,
  type ConversationDeps,
} from './conversation'
import { Exchange } from './exchange'
import { sessionLost } from './failure'
import { ListeningStream } from './listening-stream'
import { hasEffect } from './messages'
import { within } from './within'

const GOODBYE_MS = 2 * SECOND

/**
 * One session of streamable HTTP (revisions 2025-03-26 to 2025-11-25) for one session of the gateway: each
 * request is a POST with its own stream, and one more stream listens for what the server says unasked.
 */
export class LegacySession implements Conversation {
  readonly #deps: ConversationDeps
  readonly #running = new Map<JsonRpcId, Exchange>()
  readonly #abort = new AbortController()
  #sessionId: string | null = null
  #protocolVersion: string | null = null
  /** While a part of the handshake is on its way, what follows it waits here. */
  #waiting: JsonRpcMessage[] | null = null
  #listening: ListeningStream | null = null

  constructor(deps: ConversationDeps) {
    this.#deps = deps
  }

  /** The server keeps a session and can therefore speak unasked. */
  get hasSession(): boolean {
    return this.#sessionId !== null
  }

  receive(message: JsonRpcMessage): void {
    if (this.#waiting) this.#waiting.push(message)
    else this.#forward(message)
  }

  async close(): Promise<void> {
    this.#listening?.close()
    for (const exchange of this.#running.values()) exchange.cancel()
    this.#running.clear()
    this.#abort.abort()
    const { upstream } = this.#deps
    if (this.#sessionId === null) return
    const headers = this.#headers()
    this.#sessionId = null
    try {
      const signal = AbortSignal.timeout(GOODBYE_MS)
      await discard(await upstream.send({ method: 'DELETE', headers, signal }), upstream.clock)
    } catch {
      // The server ends what it no longer hears of.
    }
  }

  #forward(message: JsonRpcMessage): void {
    if (this.#abort.signal.aborted) return
    if (isRequest(message)) {
      if (message.method === 'initialize') this.#waiting = []
      void this.#ask(message)
    } else if (isResponse(message) || message.method !== 'notifications/initialized') {
      void this.#tell(message)
      this.#cancel(cancelledId(message))
    } else {
      this.#waiting = []
      void this.#acknowledge(message)
    }
  }

  /** From here on the server may speak unasked. */
  async #acknowledge(initialized: JsonRpcMessage): Promise<void> {
    await this.#tell(initialized)
    this.#listen()
    this.#goOn()
  }

  /** A part of the handshake is over; what waits may hold the next part. */
  #goOn(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const message of waiting) this.receive(message)
  }

  async #ask(request: JsonRpcRequest): Promise<void> {
    const { upstream, downstream, requestTimeoutMs } = this.#deps
    const opens = request.method === 'initialize'
    const exchange = new Exchange(
      request,
      {
        upstream,
        headers: () => (opens ? {} : this.#headers()),
        resumable: true,
        timeoutMs: requestTimeoutMs + GRACE_MS,
        holdBack: holdBack(downstream),
      },
      {
        onRelated: (message) => downstream.send(message, request.id),
        onAnswer: (answer) => {
          if (opens && isPlainObject(answer.result)) this.#accepted(answer.result)
          downstream.send(answer)
          if (opens) this.#goOn()
        },
        onHeaders: (answer) => this.#onHeaders(request, answer),
        onFailure: (error) => this.#deps.onFailure?.(error),
      },
    )
    this.#running.set(request.id, exchange)
    await exchange.run()
    if (this.#running.get(request.id) === exchange) this.#running.delete(request.id)
  }

  /** @returns false when the session is lost and the answer needs no reading */
  #onHeaders(request: JsonRpcRequest, answer: IncomingMessage): boolean {
    const id = answer.headers['mcp-session-id']
    if (request.method === 'initialize' && typeof id === 'string' && /^[\x21-\x7e]{1,1024}$/.test(id))
      this.#sessionId = id
    if (answer.statusCode !== 404 || this.#sessionId === null || request.method === 'initialize') return true
    this.#lost(request)
    return false
  }

  /** The gateway repeats on a new session what may be repeated; a call is answered, as it did nothing. */
  #lost(request: JsonRpcRequest | null): void {
    const { downstream, upstream } = this.#deps
    if (this.#sessionId === null) return
    this.#sessionId = null
    if (request && hasEffect(request.method)) downstream.send(sessionLost(request, upstream.host))
    downstream.close()
  }

  #accepted(result: Record<string, unknown>): void {
    const version = result['protocolVersion']
    if (typeof version === 'string' && /^[\w.-]{1,64}$/.test(version)) this.#protocolVersion = version
  }

  /** For messages nobody answers. */
  async #tell(message: JsonRpcMessage): Promise<void> {
    const { upstream, log } = this.#deps
    const headers = {
      ...this.#headers(),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
    try {
      await within(upstream.clock, TELL_MS, this.#abort.signal, async (signal) => {
        const body = JSON.stringify(message)
        const answer = await upstream.send({ method: 'POST', headers, body, signal })
        await discard(answer, upstream.clock)
        if (answer.statusCode === 404) this.#lost(null)
      })
    } catch (error) {
      if (!this.#abort.signal.aborted) log(`A message could not be delivered: ${errorText(error)}`)
    }
  }

  #cancel(id: JsonRpcId | undefined): void {
    if (id === undefined) return
    this.#running.get(id)?.cancel()
    this.#running.delete(id)
  }

  #listen(): void {
    if (this.#listening || this.#abort.signal.aborted) return
    const { upstream, downstream } = this.#deps
    this.#listening = new ListeningStream(
      { upstream, headers: () => this.#headers(), holdBack: holdBack(downstream) },
      {
        onMessage: (message) => {
          if (!isResponse(message)) downstream.send(message)
        },
        onGone: () => this.#lost(null),
      },
    )
    void this.#listening.run()
  }

  #headers(): Record<string, string> {
    return {
      ...(this.#sessionId === null ? {} : { 'mcp-session-id': this.#sessionId }),
      ...(this.#protocolVersion === null ? {} : { 'mcp-protocol-version': this.#protocolVersion }),
    }
  }
}
