/** A line longer than this is refused: one message, one line, 10 MB at most. Unit: UTF-16 code units. */
export const MAX_LINE_LENGTH = 10 * 1024 * 1024

/** The first and the last characters of a line that was too long: enough to tell which request it answers. */
export interface LineEdges {
  head: string
  tail: string
}

const EDGE_LENGTH = 512
/** A line so many times too long has no end that is worth waiting for. */
const MOST_SKIPPED = 8

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
  readonly #onSkipped: ((edges: LineEdges) => void) | null
  readonly #maxLength: number
  /** Of the line that is skipped. */
  #edges: LineEdges = { head: '', tail: '' }
  #isEndless = false

  /**
   * @param onOverflow called once per line, as soon as it is over `maxLength`; what was collected of it is dropped
   * @param onSkipped when given, called at the end of such a line instead; `onOverflow` then when it does not end
   */
  constructor(
    onLine: (line: string) => void,
    onOverflow: () => void,
    maxLength = MAX_LINE_LENGTH,
    onSkipped: ((edges: LineEdges) => void) | null = null,
  ) {
    this.#onLine = onLine
    this.#onOverflow = onOverflow
    this.#maxLength = maxLength
    this.#onSkipped = onSkipped
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
    else if (!this.#overflown) this.#overflow(part)
    else if (this.#onSkipped) this.#skip(part)
  }

  #overflow(part: string): void {
    this.#overflown = true
    const parts = [...this.#parts, part]
    this.#parts = []
    // At once, not at the line's end: a line without one would never be told.
    if (!this.#onSkipped) return this.#onOverflow()
    this.#edges = { head: headOf(parts), tail: tailOf(parts) }
  }

  #skip(part: string): void {
    this.#edges.tail = tailOf([this.#edges.tail, part])
    if (this.#isEndless || this.#length <= MOST_SKIPPED * this.#maxLength) return
    this.#isEndless = true
    this.#onOverflow()
  }

  #finishLine(): void {
    const overflown = this.#overflown
    const isEndless = this.#isEndless
    const line = this.#parts.length === 1 ? (this.#parts[0] as string) : this.#parts.join('')
    this.#parts = []
    this.#length = 0
    this.#overflown = false
    this.#isEndless = false
    if (overflown && !isEndless) this.#onSkipped?.(this.#edges)
    if (!overflown && line.length > 0) this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }
}

function headOf(parts: readonly string[]): string {
  let head = ''
  for (const part of parts) {
    head += part.slice(0, EDGE_LENGTH)
    if (head.length >= EDGE_LENGTH) break
  }
  return head.slice(0, EDGE_LENGTH)
}

function tailOf(parts: readonly string[]): string {
  let tail = ''
  for (const part of parts.toReversed()) {
    tail = part.slice(-EDGE_LENGTH) + tail
    if (tail.length >= EDGE_LENGTH) break
  }
  return tail.slice(-EDGE_LENGTH)
}
