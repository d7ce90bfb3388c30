import type { IncomingMessage } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { MAX_LINE_LENGTH } from '@shared/lib/json-lines'

export interface StreamEvents {
  /** @param name the event's type; `message` when it has none */
  onEvent(name: string, data: string): void
  /** The place in the stream to go on from after a break. */
  onId(id: string): void
  /** How long to wait before going on, in ms, as the server asks. */
  onRetry(ms: number): void
}

/** One event was longer than one message may be. */
export class EventTooLarge extends Error {
  constructor() {
    super('An event of the stream is longer than 10 MB.')
    this.name = 'EventTooLarge'
  }
}

/**
 * Reads server-sent events to the end of the stream (WHATWG HTML, 9.2).
 * @throws when the stream breaks off or an event is over 10 MB; the stream is then destroyed
 */
export function readEvents(body: IncomingMessage, events: StreamEvents): Promise<void> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8')
    const parser = createParser({
      maxBufferSize: MAX_LINE_LENGTH,
      // An id comes with its event, also with one that carries no data.
      onId: (id) => events.onId(id),
      onEvent: ({ event, data }) => events.onEvent(event ?? 'message', data),
      onRetry: (ms) => events.onRetry(ms),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') body.destroy(new EventTooLarge())
      },
    })
    body.on('data', (chunk: Buffer) => {
      if (!body.destroyed) parser.feed(decoder.write(chunk))
    })
    body.once('end', () => resolve())
    body.once('error', reject)
    body.once('close', () => reject(new Error('The stream broke off.')))
  })
}
