import type { Writable } from 'node:stream'

/** What a child may leave unread before it is refused more. */
const MAX_WAITING = 16 * 1024 * 1024

/** A child's standard input. Lines of one turn of the event loop are written together. */
export class ChildInput {
  readonly #stream: Writable | null
  #waiting = ''
  #isFlushPlanned = false

  constructor(stream: Writable | null) {
    this.#stream = stream
    // It may end before it has read everything.
    stream?.on('error', () => {})
  }

  /** @returns false when the child does not read: 16 MB wait already; then nothing was written */
  write(line: string): boolean {
    if (this.#stream?.writable !== true) return false
    if (this.#stream.writableLength + this.#waiting.length + line.length > MAX_WAITING) return false
    this.#waiting += `${line}\n`
    if (!this.#isFlushPlanned) {
      this.#isFlushPlanned = true
      setImmediate(() => this.#flush())
    }
    return true
  }

  /** After what was written. */
  end(): void {
    this.#flush()
    this.#stream?.end()
  }

  #flush(): void {
    this.#isFlushPlanned = false
    if (this.#waiting === '' || this.#stream?.writable !== true) return
    const text = this.#waiting
    this.#waiting = ''
    this.#stream.write(text)
  }
}
