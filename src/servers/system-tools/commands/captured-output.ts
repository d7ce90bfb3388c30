import { stripVTControlCharacters } from 'node:util'
import type { Readable } from 'node:stream'

/** What a stream said, readable. */
export interface Captured {
  text: string
  /** All that came, kept or not. */
  bytes: number
  truncated: boolean
}

/** Keeps the first bytes of a stream and reads on to its end, so that a program that says much is not held up. */
export class CapturedOutput {
  readonly #limit: number
  readonly #chunks: Buffer[] = []
  #kept = 0
  #bytes = 0

  constructor(stream: Readable, limitBytes: number) {
    this.#limit = limitBytes
    stream.on('data', (chunk: Buffer) => this.#push(chunk))
    stream.on('error', () => stream.destroy())
  }

  /** Colours and other control sequences are for terminals and could deceive whoever reads them: they are taken out. */
  read(): Captured {
    const text = stripVTControlCharacters(Buffer.concat(this.#chunks).toString('utf8'))
    return {
      text: text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\uFFFD'),
      bytes: this.#bytes,
      truncated: this.#bytes > this.#kept,
    }
  }

  #push(chunk: Buffer): void {
    this.#bytes += chunk.length
    const room = this.#limit - this.#kept
    if (room <= 0) return
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk
    this.#chunks.push(part)
    this.#kept += part.length
  }
}
