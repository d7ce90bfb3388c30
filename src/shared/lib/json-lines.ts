/** A line longer than this is refused: one message, one line, 10 MB at most. Unit: UTF-16 code units. */
export const MAX_LINE_LENGTH = 10 * 1024 * 1024

/**
 * Splits a stream of text chunks into lines without re-scanning what was scanned before.
 * Feed it decoded text (use a streaming TextDecoder, so that a character cut in two survives).
 */
export class LineSplitter {
  #parts: string[] = []
  #length = 0
  #overflown = false
  readonly #onLine: (line: string) => void
  readonly #onOverflow: () => void
  readonly #maxLength: number

  /** @param onOverflow called once per line, as soon as it is over `maxLength`; what was collected of it is dropped */
  constructor(onLine: (line: string) => void, onOverflow: () => void, maxLength = MAX_LINE_LENGTH) {
    this.#onLine = onLine
    this.#onOverflow = onOverflow
    this.#maxLength = maxLength
  }

  push(chunk: string): void {
    let start = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      this.#collect(chunk.slice(start, end))
      this.#finishLine()
      start = end + 1
    }
    if (start < chunk.length) this.#collect(chunk.slice(start))
  }

  /** Hands over an unfinished last line, as a dying process leaves it. */
  flush(): void {
    if (this.#length > 0) this.#finishLine()
  }

  #collect(part: string): void {
    this.#length += part.length
    if (this.#length <= this.#maxLength) this.#parts.push(part)
    else if (!this.#overflown) {
      // At once, not at the line's end: a line without one would never be told.
      this.#overflown = true
      this.#parts = []
      this.#onOverflow()
    }
  }

  #finishLine(): void {
    const overflown = this.#overflown
    const line = this.#parts.length === 1 ? (this.#parts[0] as string) : this.#parts.join('')
    this.#parts = []
    this.#length = 0
    this.#overflown = false
    if (!overflown && line.length > 0) this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }
}
