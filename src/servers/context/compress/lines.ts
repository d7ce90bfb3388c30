/** Where the lines of a text begin; a line holds its own line break. */
export class Lines {
  readonly text: string
  /** Start of every line, and the text's end as the last. */
  readonly #starts: number[]

  constructor(text: string) {
    this.text = text
    const starts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    if (starts.at(-1) !== text.length) starts.push(text.length)
    this.#starts = starts
  }

  get count(): number {
    return this.#starts.length - 1
  }

  start(line: number): number {
    return this.#starts[line] ?? this.text.length
  }

  end(line: number): number {
    return this.start(line + 1)
  }

  /** Without the line break. */
  at(line: number): string {
    let end = this.end(line)
    if (end > this.start(line) && this.text.charCodeAt(end - 1) === 10) end--
    if (end > this.start(line) && this.text.charCodeAt(end - 1) === 13) end--
    return this.text.slice(this.start(line), end)
  }

  /** The line on which an offset stands; by halving. */
  lineOf(offset: number): number {
    let low = 0
    let high = Math.max(0, this.count - 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.start(middle) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  isBlank(line: number): boolean {
    const first = this.text.charCodeAt(this.start(line))
    if (first > 32 && first < 127) return false
    return this.at(line).trim() === ''
  }
}
