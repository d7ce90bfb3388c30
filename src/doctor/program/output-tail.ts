const MAX_LINE = 500

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
    const cut = line.slice(0, MAX_LINE)
    if (this.#first.length < this.#half) this.#first.push(cut)
    else {
      this.#last.push(cut)
      if (this.#last.length > this.#half) this.#last = this.#last.slice(-this.#half)
    }
  }

  lines(): string[] {
    return [...this.#first, ...this.#last]
  }

  /** The last ones with something in them. */
  tail(most: number): string[] {
    return this.lines()
      .filter((line) => line.trim() !== '')
      .slice(-most)
  }
}
