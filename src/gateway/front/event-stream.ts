import type { ServerResponse } from 'node:http'

export interface StreamLimits {
  streamSoftLimitBytes: number
  streamHardLimitBytes: number
}

const SSE_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** Server-sent events on one HTTP answer, with an upper limit on what waits for a client that reads slowly. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #limits: StreamLimits
  #dropped = 0
  /** When something was last written, on the caller's clock. */
  lastWriteAt: number

  /** Writes the head at once. */
  constructor(response: ServerResponse, headers: Record<string, string>, limits: StreamLimits, now: number) {
    this.#response = response
    this.#limits = limits
    this.lastWriteAt = now
    response.writeHead(200, { ...SSE_HEADERS, ...headers })
    response.flushHeaders()
  }

  /** Messages left out because the client did not read fast enough. */
  get dropped(): number {
    return this.#dropped
  }

  /** True while news would be left out: the client reads too slowly. */
  get lags(): boolean {
    return this.#response.writableLength > this.#limits.streamSoftLimitBytes
  }

  /**
   * Writes one message (JSON on one line).
   * @param mayDrop true for messages that are only news (progress, logs): left out when the client lags
   * @param eventId by which the client may ask for what came after it
   * @returns the bytes written
   */
  send(text: string, mayDrop: boolean, now: number, eventId?: string): number {
    if (mayDrop && this.lags) {
      this.#dropped++
      return 0
    }
    if (this.#response.writableLength > this.#limits.streamHardLimitBytes) {
      this.#response.destroy()
      return 0
    }
    // A bare carriage return would end the line in this format; between JSON tokens a space says the same.
    const line = text.includes('\r') ? text.replaceAll('\r', ' ') : text
    const id = eventId === undefined ? '' : `id: ${eventId}\n`
    this.#response.write(`event: message\n${id}data: ${line}\n\n`)
    this.lastWriteAt = now
    return Buffer.byteLength(line)
  }

  /**
   * An event without a message: gives the client an id to come back with before there is anything to say.
   * @param retryMs how long it should wait before that
   */
  prime(eventId: string, retryMs: number, now: number): void {
    this.#response.write(`id: ${eventId}\nretry: ${retryMs}\ndata:\n\n`)
    this.lastWriteAt = now
  }

  /** Keeps the connection known as alive to everything between us and the client. */
  comment(now: number): void {
    if (!this.lags) this.#response.write(': \n\n')
    this.lastWriteAt = now
  }

  end(): void {
    this.#response.end()
  }
}
