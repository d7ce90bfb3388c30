import type { ServerResponse } from 'node:http'
import type { SessionStream } from './stream'

/** Messages kept for a client that has not opened its stream yet; older ones are forgotten first. */
const MAX_BACKLOG = 32
/** Longer messages are not kept: the backlog is a courtesy, not a store. */
const MAX_BACKLOG_LENGTH = 64 * 1024

interface Kept {
  text: string
  onLost: () => void
}

/** An MCP session's one stream (GET) for what the services say unasked. */
export class Listening {
  #backlog: Kept[] = []
  readonly #stream: SessionStream

  constructor(stream: SessionStream) {
    this.#stream = stream
  }

  get isOpen(): boolean {
    return this.#stream.isAttached
  }

  /** @param after the last event the client saw, when it comes back */
  open(response: ServerResponse, now: number, after: number | null): void {
    this.#stream.attach(response, {}, now, after)
    const waiting = this.#backlog
    this.#backlog = []
    for (const { text } of waiting) this.#stream.send(text, false, now)
  }

  /**
   * Sends now, or keeps a few messages until the client listens.
   * @param onLost called when it was not kept, or is forgotten later
   */
  send(text: string, mayDrop: boolean, now: number, onLost: () => void): void {
    if (this.#stream.isAttached) return void this.#stream.send(text, mayDrop, now)
    if (mayDrop || text.length > MAX_BACKLOG_LENGTH) return onLost()
    this.#backlog.push({ text, onLost })
    if (this.#backlog.length > MAX_BACKLOG) this.#backlog.shift()?.onLost()
  }

  /** For news that say the same again each time: once is enough for a client that does not listen yet. */
  sendOnce(text: string, now: number): void {
    if (this.#stream.isAttached || !this.#backlog.some((kept) => kept.text === text))
      this.send(text, false, now, () => {})
  }
}
