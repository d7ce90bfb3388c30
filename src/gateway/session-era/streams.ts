import type { ServerResponse } from 'node:http'
import type { GatewayOptions } from '../options'
import { SessionStream, type StreamOptions } from './stream'

/** What all MCP sessions together keep for replay, in characters. */
export interface ReplayBudget {
  used: number
}

export interface SessionStreamsDeps {
  options: StreamOptions &
    Pick<GatewayOptions, 'replaySessionBytes' | 'replayTotalBytes' | 'replayKeepMs' | 'streamCommentMs'>
  budget: ReplayBudget
  primes: () => boolean
}

const EVENT_ID = /^(\d{1,9})-(\d{1,15})$/

/** The streams of one MCP session: the one it listens on, and one for each request that streams or did lately. */
export class SessionStreams {
  /** For what the services say unasked. */
  readonly listening: SessionStream
  readonly #deps: SessionStreamsDeps
  readonly #streams = new Map<number, SessionStream>()
  #next = 1
  #used = 0

  constructor(deps: SessionStreamsDeps) {
    this.#deps = deps
    this.listening = this.#create(0)
  }

  /** Begins a request's stream on its own HTTP answer. */
  open(response: ServerResponse, headers: Record<string, string>, now: number): SessionStream {
    const stream = this.#create(this.#next++)
    this.#streams.set(stream.id, stream)
    stream.attach(response, headers, now, null)
    return stream
  }

  /** @returns the stream an event id belongs to, and the event's number; null when it is not known (any more) */
  find(eventId: string): { stream: SessionStream; after: number } | null {
    const [, id, after] = EVENT_ID.exec(eventId) ?? []
    if (id === undefined || after === undefined) return null
    const stream = Number(id) === 0 ? this.listening : this.#streams.get(Number(id))
    return stream ? { stream, after: Number(after) } : null
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    const { replayKeepMs, streamCommentMs } = this.#deps.options
    this.listening.tick(now, streamCommentMs)
    for (const stream of this.#streams.values()) {
      stream.tick(now, streamCommentMs)
      if (stream.endedAt === null || now - stream.endedAt < replayKeepMs) continue
      this.#forget(stream)
    }
  }

  /** The session ends: nobody can come back. */
  close(now: number): void {
    this.listening.end(now)
    while (this.listening.forgetOldest());
    for (const stream of this.#streams.values()) {
      stream.end(now)
      this.#forget(stream)
    }
  }

  #create(id: number): SessionStream {
    const { options, primes, budget } = this.#deps
    return new SessionStream(id, {
      options,
      primes,
      onKept: (characters) => {
        this.#used += characters
        budget.used += characters
        if (characters > 0) this.#makeRoom()
      },
    })
  }

  /** Forgets what is oldest, ended streams first. */
  #makeRoom(): void {
    const ended = (stream: SessionStream): boolean => stream.endedAt !== null
    for (const isNext of [ended, () => true])
      for (const stream of this.#streams.values())
        if (isNext(stream)) while (this.#isOver && stream.forgetOldest());
    while (this.#isOver && this.listening.forgetOldest());
  }

  get #isOver(): boolean {
    const { options, budget } = this.#deps
    return this.#used > options.replaySessionBytes || budget.used > options.replayTotalBytes
  }

  #forget(stream: SessionStream): void {
    while (stream.forgetOldest());
    this.#streams.delete(stream.id)
  }
}
