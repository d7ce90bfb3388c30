import type { Visit } from '../front/era'
import { EventStream, type StreamLimits } from '../front/event-stream'
import { sendJson } from '../front/reply'

type State =
  | { kind: 'held' }
  | { kind: 'streaming'; stream: EventStream }
  /** The client closed the connection: in this revision that cancels. */
  | { kind: 'gone' }
  | { kind: 'finished' }

export interface AnswerLimits extends StreamLimits {
  streamAfterMs: number
  streamCommentMs: number
}

/** The HTTP answer of one request: JSON when only the answer comes, an event stream when something comes before. */
export class Answer {
  bytes = 0
  readonly #visit: Visit
  readonly #limits: AnswerLimits
  #state: State = { kind: 'held' }

  /** @param onLeft the client closed the connection before it was answered */
  constructor(visit: Visit, limits: AnswerLimits, onLeft: () => void) {
    this.#visit = visit
    this.#limits = limits
    visit.response.once('close', () => {
      if (!this.isOpen) return
      this.#state = { kind: 'gone' }
      onLeft()
    })
  }

  get isHeld(): boolean {
    return this.#state.kind === 'held'
  }
  /** True while the client waits for the answer. */
  get isOpen(): boolean {
    return this.#state.kind === 'held' || this.#state.kind === 'streaming'
  }

  /**
   * A notification that belongs to the request.
   * @param mayDrop true when a client that lags can do without it
   */
  notify(text: string, mayDrop: boolean, now: number): void {
    this.bytes += this.#stream(now)?.send(text, mayDrop, now) ?? 0
  }

  /** The JSON-RPC response. @param status counts while no head was sent */
  finish(text: string, now: number, status = 200, headers?: Record<string, string>): void {
    if (this.isHeld && (this.#visit.accepts.json || status !== 200))
      this.bytes += sendJson(this.#visit.response, status, text, headers)
    else if (this.isOpen) {
      const stream = this.#stream(now)
      this.bytes += stream?.send(text, false, now) ?? 0
      stream?.end()
    }
    this.#state = { kind: 'finished' }
  }

  /** Gives a long one its HTTP head, and keeps a silent stream alive. @param startedAt monotonic ms */
  tick(startedAt: number, now: number): void {
    const { streamAfterMs, streamCommentMs } = this.#limits
    if (this.isHeld && now - startedAt >= streamAfterMs) this.#stream(now)
    if (this.#state.kind !== 'streaming') return
    const { stream } = this.#state
    if (now - stream.lastWriteAt >= streamCommentMs) stream.comment(now)
  }

  /** Starts the event stream, if the client can read one. */
  #stream(now: number): EventStream | null {
    if (this.#state.kind === 'streaming') return this.#state.stream
    if (this.#state.kind !== 'held' || !this.#visit.accepts.events) return null
    const stream = new EventStream(this.#visit.response, {}, this.#limits, now)
    this.#state = { kind: 'streaming', stream }
    return stream
  }
}
