import type { Clock } from '@shared/lib/clock'

const WINDOW_MS = 1_000
const MAX_CHARACTERS = 128 * 1_024

/** Passes on what a child prints for people, up to 128 KB a second, and says how much was left out. */
export class StderrBudget {
  readonly #clock: Clock
  readonly #pass: (chunk: string) => void
  #windowAt = 0
  #spent = 0
  #dropped = 0

  constructor(clock: Clock, pass: (chunk: string) => void) {
    this.#clock = clock
    this.#pass = pass
  }

  push(chunk: string): void {
    const now = this.#clock.monotonicMs()
    if (now - this.#windowAt >= WINDOW_MS) {
      this.flush()
      this.#windowAt = now
      this.#spent = 0
    }
    this.#spent += chunk.length
    if (this.#spent > MAX_CHARACTERS) this.#dropped += chunk.length
    else this.#pass(chunk)
  }

  /** Tells what was left out so far. */
  flush(): void {
    if (this.#dropped === 0) return
    this.#pass(`\n[OmniMind left out ${Math.ceil(this.#dropped / 1_024)} KB of output]\n`)
    this.#dropped = 0
  }
}
