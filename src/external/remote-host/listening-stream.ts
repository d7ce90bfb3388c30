import type { IncomingMessage } from 'node:http'
import type { JsonRpcMessage } from '@shared/mcp/json-rpc'
import { discard } from './bounded-text'
import { readEvents } from './event-stream'
import { isEventStream } from './exchange'
import { readMessages } from './messages'
import { StreamPosition } from './stream-position'
import { AccessDenied, type Upstream } from './upstream'

export interface ListeningDeps {
  upstream: Upstream
  headers: () => Record<string, string>
  holdBack: (resume: () => void) => boolean
}

export interface ListeningEvents {
  onMessage(message: JsonRpcMessage): void
  /** The server does not know the session any more. */
  onGone(): void
}

/** The stream on which a server of the sessions' era says what nobody asked for; taken up again when it breaks. */
export class ListeningStream {
  readonly #deps: ListeningDeps
  readonly #events: ListeningEvents
  readonly #abort = new AbortController()
  readonly #position: StreamPosition
  /** Tries in a row that brought nothing. */
  #vain = 0

  constructor(deps: ListeningDeps, events: ListeningEvents) {
    this.#deps = deps
    this.#events = events
    this.#position = new StreamPosition(deps.upstream.clock)
  }

  /** Listens until it is closed, or the server offers no such stream. */
  async run(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const answer = await this.#open()
      if (answer === 'not-offered' || this.#abort.signal.aborted) return
      if (answer !== 'unreachable') await this.#read(answer)
      try {
        await this.#position.wait(Math.min(this.#vain, 5), this.#abort.signal)
      } catch {
        return
      }
      this.#vain += 1
    }
  }

  close(): void {
    this.#abort.abort()
  }

  async #open(): Promise<IncomingMessage | 'not-offered' | 'unreachable'> {
    const { upstream, headers } = this.#deps
    const { lastId } = this.#position
    const resume: Record<string, string> = lastId === null ? {} : { 'last-event-id': lastId }
    try {
      const answer = await upstream.send({
        method: 'GET',
        headers: { ...headers(), accept: 'text/event-stream', ...resume },
        signal: this.#abort.signal,
      })
      const status = answer.statusCode ?? 0
      if (status >= 200 && status <= 299 && isEventStream(answer)) return answer
      await discard(answer, upstream.clock)
      if (status === 404) this.#events.onGone()
      return status >= 500 || status === 429 ? 'unreachable' : 'not-offered'
    } catch (error) {
      return error instanceof AccessDenied ? 'not-offered' : 'unreachable'
    }
  }

  async #read(body: IncomingMessage): Promise<void> {
    try {
      await readEvents(body, {
        onId: (id) => this.#position.reached(id),
        onRetry: (ms) => this.#position.retryAfter(ms),
        onEvent: (name, data) => {
          this.#vain = 0
          if (name === 'message' && data !== '')
            for (const message of readMessages(data)) this.#events.onMessage(message)
          if (this.#deps.holdBack(() => body.resume())) body.pause()
        },
      })
    } catch {
      // However it ended: it is taken up again.
    } finally {
      this.#position.ended()
    }
  }
}
