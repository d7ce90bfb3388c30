/** Keeps the first bytes of what a program says and counts the others. */
export class FirstBytes {
  readonly #limit: number
  readonly #chunks: Buffer[] = []
  #kept = 0
  /** All that came, kept or not. */
  bytes = 0

  constructor(limitBytes: number) {
    this.#limit = limitBytes
  }

  /** There was more than is kept. */
  get isCut(): boolean {
    return this.bytes > this.#limit
  }

  read(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  push(chunk: Buffer): void {
    this.bytes += chunk.length
    const room = this.#limit - this.#kept
    if (room <= 0) return
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk
    this.#chunks.push(part)
    this.#kept += part.length
  }
}
