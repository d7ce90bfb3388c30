import type { IncomingMessage } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { SECOND, type Clock } from '@shared/lib/clock'

/** The body of an answer that is read only to be told in an error, or to free its connection. */
const ASIDE_BYTES = 64 * 1024
const ASIDE_MS = 5 * SECOND

/** A body was longer than allowed; what was read of it is dropped. */
export class BodyTooLarge extends Error {
  constructor(host: string, maxBytes: number) {
    super(`${host} sent more than ${Math.round(maxBytes / 1024 / 1024)} MB in one message.`)
    this.name = 'BodyTooLarge'
  }
}

/**
 * Reads a whole body as UTF-8.
 * @throws BodyTooLarge after `maxBytes`; the stream's error when it breaks off
 */
export function readText(body: IncomingMessage, maxBytes: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8')
    const parts: string[] = []
    let length = 0
    body.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBytes) body.destroy(new BodyTooLarge(host, maxBytes))
      else parts.push(decoder.write(chunk))
    })
    body.once('end', () => resolve(parts.join('') + decoder.end()))
    body.once('error', reject)
    body.once('close', () => reject(new Error('The answer broke off.')))
  })
}

/** Reads a little text of an answer that is not what was asked for. Never fails, never takes long. */
export async function readAside(body: IncomingMessage, clock: Clock): Promise<string> {
  const timer = clock.after(ASIDE_MS, () => body.destroy())
  try {
    return await readText(body, ASIDE_BYTES, '')
  } catch {
    return ''
  } finally {
    timer.dispose()
  }
}

/** Reads an answer to its end, so that its connection can be used again; one without end is cut off. */
export async function discard(body: IncomingMessage, clock: Clock): Promise<void> {
  await readAside(body, clock)
}
