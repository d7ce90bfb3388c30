import type { ServerResponse } from 'node:http'
import { EventStream, type StreamLimits } from '../front/event-stream'

/** Messages kept for a client that has not opened its stream yet; older ones are forgotten first. */
const MAX_BACKLOG = 32
/** Longer messages are not kept: the backlog is a courtesy, not a store. */
const MAX_BACKLOG_LENGTH = 64 * 1024

interface Kept {
  text: string
  onLost: () => void
}

/** An MCP session's one stream (GET) for what the service says unasked. */
export class Listening {
  #stream: EventStream | null = null
  #backlog: Kept[] = []
  readonly #limits: StreamLimits

  constructor(limits: StreamLimits) {
    this.#limits = limits
  }

  get stream(): EventStream | null {
    return this.#stream
  }

  /** Only while no stream is open. */
  open(response: ServerResponse, headers: Record<string, string>, now: number): void {
    const stream = new EventStream(response, headers, this.#limits, now)
    this.#stream = stream
    response.once('close', () => {
      if (this.#stream === stream) this.#stream = null
    })
    const waiting = this.#backlog
    this.#backlog = []
    for (const { text } of waiting) stream.send(text, false, now)
  }

  /**
   * Sends now, or keeps a few messages until the client listens.
   * @param onLost called when it was not kept, or is forgotten later
   */
  send(text: string, mayDrop: boolean, now: number, onLost: () => void): void {
    if (this.#stream) return void this.#stream.send(text, mayDrop, now)
    if (mayDrop || text.length > MAX_BACKLOG_LENGTH) return onLost()
    this.#backlog.push({ text, onLost })
    if (this.#backlog.length > MAX_BACKLOG) this.#backlog.shift()?.onLost()
  }

  end(): void {
    this.#stream?.end()
    this.#stream = null
  }
}
