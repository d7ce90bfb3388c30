import type { ServerResponse } from 'node:http'
import { EventStream } from '../front/event-stream'
import type { GatewayOptions } from '../options'

export type StreamOptions = Pick<
  GatewayOptions,
  'streamSoftLimitBytes' | 'streamHardLimitBytes' | 'replayEvents' | 'replayStreamBytes' | 'retryMs'
>

export interface StreamDeps {
  options: StreamOptions
  /** The client knows events without a message: they came with 2025-11-25, older clients fail on them. */
  primes: () => boolean
  /** The text kept for replay grew or shrank by so many characters. */
  onKept(characters: number): void
}

interface Kept {
  number: number
  text: string
}

/**
 * One stream of server-sent events of an MCP session, which outlives its connections: every event has an id, the
 * last ones are kept, and a client that comes back with `Last-Event-ID` gets what it missed.
 * Source: MCP 2025-11-25, Transports, "Resumability and Redelivery".
 */
export class SessionStream {
  readonly id: number
  readonly #deps: StreamDeps
  #connection: EventStream | null = null
  #kept: Kept[] = []
  #keptCharacters = 0
  #last = 0
  #primed = false
  #endedAt: number | null = null

  constructor(id: number, deps: StreamDeps) {
    this.id = id
    this.#deps = deps
  }

  get isAttached(): boolean {
    return this.#connection !== null
  }
  /** Monotonic ms; null while it goes on. */
  get endedAt(): number | null {
    return this.#endedAt
  }
  /** True when the client knows an id to come back with. */
  get canResume(): boolean {
    return this.#primed || this.#last > 0
  }

  /** True when there is something for a client that saw everything up to this event, or may be later. */
  hasAfter(event: number): boolean {
    return this.#endedAt === null || (this.#kept.at(-1)?.number ?? 0) > event
  }

  /**
   * Goes on with this connection; one it had before ends.
   * @param after the last event the client saw; null for a connection that does not resume
   */
  attach(response: ServerResponse, headers: Record<string, string>, now: number, after: number | null): void {
    const { options, primes } = this.#deps
    this.#connection?.end()
    const connection = new EventStream(response, headers, options, now)
    this.#connection = connection
    response.once('close', () => {
      if (this.#connection === connection) this.#connection = null
    })
    if (primes() && this.#endedAt === null) {
      this.#primed = true
      connection.prime(this.#eventId(after ?? this.#last), options.retryMs, now)
    }
    for (const { number, text } of this.#kept)
      if (after !== null && number > after) connection.send(text, false, now, this.#eventId(number))
    if (this.#endedAt !== null) this.#disconnect()
  }

  /**
   * Says one message, and keeps it.
   * @param mayDrop true for messages that are only news: left out, and not kept, when the client lags
   * @param inPlace what is kept in place of a message too large to be kept
   * @returns the bytes written now
   */
  send(text: string, mayDrop: boolean, now: number, inPlace?: () => string): number {
    if (mayDrop && this.#connection?.lags) return this.#connection.send(text, mayDrop, now)
    const number = ++this.#last
    const isKept = text.length <= this.#deps.options.replayStreamBytes
    if (isKept || inPlace) this.#keep({ number, text: isKept || !inPlace ? text : inPlace() })
    return this.#connection?.send(text, false, now, this.#eventId(number)) ?? 0
  }

  /** Keeps a silent connection alive. @param commentMs how long it may be silent */
  tick(now: number, commentMs: number): void {
    if (this.#connection && now - this.#connection.lastWriteAt >= commentMs) this.#connection.comment(now)
  }

  end(now: number): void {
    this.#endedAt ??= now
    this.#disconnect()
  }

  /** @returns false when nothing was kept */
  forgetOldest(): boolean {
    const oldest = this.#kept.shift()
    if (!oldest) return false
    this.#keptCharacters -= oldest.text.length
    this.#deps.onKept(-oldest.text.length)
    return true
  }

  #keep(event: Kept): void {
    const { replayEvents, replayStreamBytes } = this.#deps.options
    this.#kept.push(event)
    this.#keptCharacters += event.text.length
    this.#deps.onKept(event.text.length)
    while (this.#kept.length > replayEvents || this.#keptCharacters > replayStreamBytes) this.forgetOldest()
  }

  #disconnect(): void {
    this.#connection?.end()
    this.#connection = null
  }

  #eventId(number: number): string {
    return `${this.id}-${number}`
  }
}
