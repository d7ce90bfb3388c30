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
  #isPaused = false
  #isPlanned = false
  #onEmpty: (() => void) | null = null

  constructor(events: TurnTakingEvents) {
    this.#events = events
  }

  push(chunk: string): void {
    if (this.#rest !== '' || this.#isPaused) return this.#keep(this.#rest + chunk)
    this.#deal(chunk)
    if (this.#rest !== '') this.#events.onHold(true)
  }

  /** Nothing is dealt out until `resume`. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    if (this.#rest !== '') this.#planTurn()
  }

  /** The rest at once, because nothing more will come and nobody can wait. */
  flush(): void {
    if (this.#rest === '') return
    const rest = this.#rest
    this.#rest = ''
    this.#events.onText(rest)
    this.#emptied()
  }

  /** Calls back once, when everything that came was dealt out; at once when nothing is left. */
  whenEmpty(callback: () => void): void {
    if (this.#rest === '') callback()
    else this.#onEmpty = callback
  }

  #emptied(): void {
    this.#events.onHold(false)
    const onEmpty = this.#onEmpty
    this.#onEmpty = null
    onEmpty?.()
  }

  #keep(text: string): void {
    // Also while it is held already: Node itself resumes the output of a process that ended.
    this.#events.onHold(true)
    this.#rest = text
    this.#planTurn()
  }

  #deal(text: string): void {
    const end = afterLines(text, LINES_PER_TURN)
    this.#rest = text.slice(end)
    if (this.#rest !== '') this.#planTurn()
    this.#events.onText(end === text.length ? text : text.slice(0, end))
  }

  #planTurn(): void {
    if (this.#isPlanned || this.#isPaused) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      if (this.#rest === '' || this.#isPaused) return
      this.#deal(this.#rest)
      if (this.#rest === '') this.#emptied()
    })
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
