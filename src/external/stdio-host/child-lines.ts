import { MAX_LINE_LENGTH } from '@shared/lib/json-lines'

/** Room for the longer ids and extra members a line gets on its way; it must still pass the next reader. */
const LIMIT = MAX_LINE_LENGTH - 4_096
/** Of a line that is too long, both ends are kept: one of them names the request it answers. */
const END = 320

export interface ChildLineEvents {
  /** @returns true when somebody waited for it */
  onLine(line: string): boolean
  /** A line over 10 MB is over; its first and last characters. */
  onOverflow(head: string, tail: string): void
}

/** Splits what a child prints into lines and keeps what shows whom a line that is too long was meant for. */
export class ChildLines {
  readonly #events: ChildLineEvents
  #parts: string[] = []
  #length = 0
  #head = ''
  #tail = ''

  constructor(events: ChildLineEvents) {
    this.#events = events
  }

  /** @returns how many lines ended in it that nobody waited for, empty ones too */
  push(chunk: string): number {
    let start = 0
    let count = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      this.#collect(chunk.slice(start, end))
      if (!this.#finish()) count++
      start = end + 1
    }
    if (start < chunk.length) this.#collect(chunk.slice(start))
    return count
  }

  #collect(part: string): void {
    this.#length += part.length
    if (this.#length <= LIMIT) {
      this.#parts.push(part)
      return
    }
    if (this.#parts.length > 0) {
      this.#head = (this.#parts[0] as string).slice(0, END)
      this.#parts = []
    }
    this.#tail = (this.#tail + part).slice(-END)
  }

  /** @returns true when somebody waited for the line */
  #finish(): boolean {
    const line = this.#parts.length === 1 ? (this.#parts[0] as string) : this.#parts.join('')
    const isOver = this.#length > LIMIT
    const { head, tail } = { head: this.#head, tail: this.#tail }
    this.#parts = []
    this.#length = 0
    this.#head = ''
    this.#tail = ''
    if (isOver) this.#events.onOverflow(head, tail)
    return !isOver && line.length > 0 && this.#events.onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }
}
