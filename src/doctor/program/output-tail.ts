import { beginningOf } from '../shown'

const MAX_LINE = 500
/** Frames of Node.js and Python, and what Node.js says last. */
const STACK = /^\s+at |^\s+File "|^Node\.js v\d/
const COMPLAINT = /\b(?:\w*Error|\w*Exception|fatal|panic|panicked|cannot|could not|failed)\b/i

/** The first lines of an output and its last ones: the cause stands at either end. */
export class OutputTail {
  readonly #half: number
  readonly #first: string[] = []
  #last: string[] = []
  count = 0

  constructor(most: number) {
    this.#half = most / 2
  }

  push(line: string): void {
    this.count++
    const cut = beginningOf(line, MAX_LINE)
    if (this.#first.length < this.#half) this.#first.push(cut)
    else {
      this.#last.push(cut)
      if (this.#last.length > this.#half) this.#last = this.#last.slice(-this.#half)
    }
  }

  lines(): string[] {
    return [...this.#first, ...this.#last]
  }

  /** The last ones with something in them; where a call stack stands, what stands around it. */
  tail(most: number): string[] {
    return this.lines()
      .filter((line) => line.trim() !== '' && !STACK.test(line))
      .slice(-most)
  }

  /** The line that names an error, the last one of several; null when none does. */
  complaint(): string | null {
    return (
      this.tail(this.#half)
        .findLast((line) => COMPLAINT.test(line))
        ?.trim() ?? null
    )
  }
}
