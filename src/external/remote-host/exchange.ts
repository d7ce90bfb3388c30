import type { IncomingMessage } from 'node:http'
import { SECOND, type Clock } from '@shared/lib/clock'
import {
  errorResponse,
  isResponse,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { discard, readAside, readText } from './bounded-text'
import { EventTooLarge, readEvents } from './event-stream'
import { brokenOff, failureOf, refusalOf, tooLate } from './failure'
import { hasEffect, readMessages } from './messages'
import { StreamPosition } from './stream-position'
import type { Upstream } from './upstream'

export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024
/** A server that has answered may end its stream by itself, so that the connection can be used again. */
const LINGER_MS = SECOND
/** A stream that cannot be taken up again this many times in a row is given up. */
const MAX_RESUME_FAILURES = 3

export interface ExchangeDeps {
  upstream: Upstream
  /** Of every HTTP request of the conversation, as it stands now. */
  headers: () => Record<string, string>
  /** Whether a stream that broke off may be taken up with its last event's id. */
  resumable: boolean
  /** Silence longer than this ends the request; null never. */
  timeoutMs: number | null
  /** The pipe is not read fast enough: `resume` is called when it is again. @returns true when it is full */
  holdBack: (resume: () => void) => boolean
}

export interface ExchangeEvents {
  /** A message that belongs to the request, before its answer. */
  onRelated(message: JsonRpcMessage): void
  /** Exactly once, unless it was cancelled or the session was lost. */
  onAnswer(answer: JsonRpcResponse): void
  /** Why there will be no answer of the server's; told before the answer that says so in words. */
  onFailure?(error: unknown): void
  /** The status and headers of the first answer; false when it was dealt with. */
  onHeaders?(answer: IncomingMessage): boolean
}

/** One request to a remote server: its POST, and the stream of its answer with its breaks. */
export class Exchange {
  readonly #request: JsonRpcRequest
  readonly #deps: ExchangeDeps
  readonly #events: ExchangeEvents
  readonly #abort = new AbortController()
  readonly #position: StreamPosition
  #stopTimer: () => void = () => {}
  #over = false

  constructor(request: JsonRpcRequest, deps: ExchangeDeps, events: ExchangeEvents) {
    this.#request = request
    this.#deps = deps
    this.#events = events
    this.#position = new StreamPosition(deps.upstream.clock)
  }

  /** Runs to the end; failures are answered, never thrown. */
  async run(): Promise<void> {
    this.#watchSilence()
    try {
      await this.#post()
    } catch (error) {
      if (!this.#over) this.#events.onFailure?.(error)
      this.#answer(failureOf(this.#request, error, this.#deps.upstream.host))
    } finally {
      this.#end()
    }
  }

  /** Nobody waits for the answer any more; closes the request's stream. */
  cancel(): void {
    this.#end()
    this.#abort.abort()
  }

  async #post(): Promise<void> {
    const { upstream, headers } = this.#deps
    const answer = await upstream.send({
      method: 'POST',
      headers: {
        ...headers(),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(this.#request),
      signal: this.#abort.signal,
    })
    if (this.#events.onHeaders?.(answer) === false) {
      this.#end()
      return discard(answer, upstream.clock)
    }
    const status = answer.statusCode ?? 0
    if (status < 200 || status > 299) {
      const text = await readAside(answer, upstream.clock)
      return this.#answer(refusalOf(this.#request, answer, text, upstream.host))
    }
    if (isEventStream(answer)) return await this.#follow(answer)
    const text = await readText(answer, MAX_MESSAGE_BYTES, upstream.host)
    for (const message of readMessages(text)) this.#receive(message)
    this.#answer(this.#notAnswered())
  }

  /** Reads the stream of the answer; when it ends before the answer came, takes it up again where it can. */
  async #follow(first: IncomingMessage): Promise<void> {
    const { clock, host } = this.#deps.upstream
    let body: IncomingMessage | null = first
    for (let failures = 0; ;) {
      if (body) {
        await this.#read(body)
        failures = 0
      }
      if (this.#over) return
      if (!this.#deps.resumable || this.#position.lastId === null || failures === MAX_RESUME_FAILURES)
        return this.#answer(brokenOff(this.#request, host))
      await this.#position.wait(failures, this.#abort.signal)
      body = await this.#resume(clock)
      if (!body) failures += 1
    }
  }

  async #read(body: IncomingMessage): Promise<void> {
    try {
      await readEvents(body, {
        onId: (id) => this.#position.reached(id),
        onRetry: (ms) => this.#position.retryAfter(ms),
        onEvent: (name, data) => {
          if (name === 'message' && data !== '')
            for (const message of readMessages(data)) this.#receive(message)
          if (this.#over) this.#linger(body)
          else if (this.#deps.holdBack(() => body.resume())) body.pause()
        },
      })
    } catch (error) {
      // A break in the network is like the server's own end of the stream: both can be taken up again.
      if (error instanceof EventTooLarge && !this.#over) throw error
    } finally {
      this.#position.ended()
    }
  }

  /** @returns null when the server cannot be reached now; ends the exchange when it refuses */
  async #resume(clock: Clock): Promise<IncomingMessage | null> {
    const { upstream, headers } = this.#deps
    const lastId = this.#position.lastId ?? ''
    let answer: IncomingMessage
    try {
      answer = await upstream.send({
        method: 'GET',
        headers: { ...headers(), accept: 'text/event-stream', 'last-event-id': lastId },
        signal: this.#abort.signal,
      })
    } catch (error) {
      if (this.#over || this.#abort.signal.aborted) throw error
      return null
    }
    const status = answer.statusCode ?? 0
    if (status >= 200 && status <= 299 && isEventStream(answer)) return answer
    await discard(answer, clock)
    if (status < 500) this.#answer(brokenOff(this.#request, upstream.host))
    return null
  }

  #receive(message: JsonRpcMessage): void {
    if (this.#over) return
    this.#watchSilence()
    if (!isResponse(message)) this.#events.onRelated(message)
    else if (message.id === this.#request.id) this.#answer(message)
  }

  #answer(answer: JsonRpcResponse): void {
    if (this.#over) return
    this.#end()
    this.#events.onAnswer(answer)
  }

  #notAnswered(): JsonRpcResponse {
    const text = `${this.#deps.upstream.host} took "${this.#request.method}" but sent no answer to it.`
    const code = hasEffect(this.#request.method) ? rpcCode.outcomeUnknown : rpcCode.internalError
    return errorResponse(this.#request.id, code, text)
  }

  #watchSilence(): void {
    const { timeoutMs, upstream } = this.#deps
    this.#stopTimer()
    if (timeoutMs === null) return
    const timer = upstream.clock.after(timeoutMs, () => {
      this.#answer(tooLate(this.#request, upstream.host, timeoutMs))
      this.#abort.abort()
    })
    this.#stopTimer = () => timer.dispose()
  }

  #linger(body: IncomingMessage): void {
    const timer = this.#deps.upstream.clock.after(LINGER_MS, () => body.destroy())
    body.once('close', () => timer.dispose())
  }

  #end(): void {
    this.#over = true
    this.#stopTimer()
  }
}

export function isEventStream(answer: IncomingMessage): boolean {
  return /^text\/event-stream\s*(;|$)/i.test(answer.headers['content-type'] ?? '')
}
