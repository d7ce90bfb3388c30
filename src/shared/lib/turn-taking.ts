/** So many lines are dealt with in well under a millisecond, and a busy but honest peer sends fewer at once. */
const LINES_PER_TURN = 64

export interface TurnTakingEvents {
  /** Some of the text, in order. */
  onText(text: string): void
  /** True: nothing more should be read now. */
  onHold(held: boolean): void
}

/**
 * Deals out what one peer sends at most 64 lines a turn of the event loop, so that a flood of small lines (a chunk holds
 * hundreds) does not keep everybody else in the process waiting.
 */
export class TurnTaking {
  readonly #events: TurnTakingEvents
  #rest = ''

  constructor(events: TurnTakingEvents) {
    this.#events = events
  }

  push(chunk: string): void {
    if (this.#rest !== '') this.#rest += chunk
    else if (this.#deal(chunk)) this.#events.onHold(true)
  }

  /** The rest at once, because nothing more will come. */
  flush(): void {
    const rest = this.#rest
    this.#rest = ''
    if (rest !== '') this.#events.onText(rest)
  }

  /** @returns true when something is left for the next turn */
  #deal(text: string): boolean {
    const end = afterLines(text, LINES_PER_TURN)
    this.#rest = text.slice(end)
    if (this.#rest !== '') setImmediate(() => this.#goOn())
    this.#events.onText(this.#rest === '' ? text : text.slice(0, end))
    return this.#rest !== ''
  }

  #goOn(): void {
    const text = this.#rest
    this.#rest = ''
    if (text === '') return
    if (!this.#deal(text)) this.#events.onHold(false)
  }
}

/** @returns the index behind the line end number `count`, or the text's length when it has no more than that many lines */
function afterLines(text: string, count: number): number {
  let end = -1
  for (let n = 0; n < count; n++) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return text.length
  }
  return end + 1
}
