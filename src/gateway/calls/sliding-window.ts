const SLOT_MS = 1_000
const SLOTS = 61

/**
 * At most `limit` calls in any 60 s, in memory that does not depend on the limit: calls are counted by second,
 * and a second counts whole until all of it is more than 60 s ago. So it never lets one call too many through,
 * and errs by at most a second on the other side.
 */
export class SlidingWindow {
  readonly #limit: number
  readonly #counts = new Uint32Array(SLOTS)
  #sum = 0
  /** The second that is counted in now. */
  #second: number

  constructor(limit: number, now: number) {
    this.#limit = limit
    this.#second = Math.floor(now / SLOT_MS)
  }

  /** @returns 0 when a call may pass now, else in how many ms one may */
  waitMs(now: number): number {
    this.#move(now)
    return this.#sum < this.#limit ? 0 : this.#roomAt() - now
  }

  /** A call passed; only after `waitMs` was 0. */
  take(): void {
    const slot = this.#second % SLOTS
    this.#counts[slot] = (this.#counts[slot] as number) + 1
    this.#sum++
  }

  isEmpty(now: number): boolean {
    this.#move(now)
    return this.#sum === 0
  }

  #move(now: number): void {
    const second = Math.floor(now / SLOT_MS)
    const steps = Math.min(second - this.#second, SLOTS)
    for (let step = 1; step <= steps; step++) this.#forget((this.#second + step) % SLOTS)
    if (second > this.#second) this.#second = second
  }

  #forget(slot: number): void {
    this.#sum -= this.#counts[slot] as number
    this.#counts[slot] = 0
  }

  /** When the oldest second that has calls leaves the window. */
  #roomAt(): number {
    for (let age = SLOTS - 1; age >= 0; age--)
      if (this.#counts[(this.#second - age + SLOTS) % SLOTS] !== 0)
        return (this.#second - age + SLOTS) * SLOT_MS
    return (this.#second + 1) * SLOT_MS
  }
}
