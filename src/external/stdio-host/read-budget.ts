import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

const WINDOW_MS = 50

/** What may be read in 50 ms. */
export interface ReadLimits {
  characters: number
  /** Lines that answer nothing. */
  unaskedLines: number
}

/**
 * 40 MB a second: more than any real server prints, little enough to leave others their turn. 5,000 lines a second: more
 * news than any client could show; answers are not counted, however many there are.
 */
export const stdoutLimits: ReadLimits = { characters: 2_000_000, unaskedLines: 250 }
/** 4 MB a second, of which 128 KB are kept. */
export const stderrLimits: ReadLimits = { characters: 200_000, unaskedLines: Infinity }

/**
 * Lets one child have its share of this machine and no more: who prints faster is read more slowly, and then waits
 * itself, as its pipe is full, instead of computing.
 */
export class ReadBudget implements Disposable {
  readonly #clock: Clock
  readonly #limits: ReadLimits
  readonly #onPause: (paused: boolean) => void
  #windowAt = 0
  #characters = 0
  #unasked = 0
  #pause: Disposable | null = null
  #isOff = false

  /** @param onPause called with true when reading must stop for the rest of the window, then with false */
  constructor(clock: Clock, limits: ReadLimits, onPause: (paused: boolean) => void) {
    this.#clock = clock
    this.#limits = limits
    this.#onPause = onPause
  }

  spend(characters: number, unaskedLines: number): void {
    if (this.#isOff) return
    const now = this.#clock.monotonicMs()
    if (now - this.#windowAt >= WINDOW_MS) {
      this.#windowAt = now
      this.#characters = 0
      this.#unasked = 0
    }
    this.#characters += characters
    this.#unasked += unaskedLines
    const isWithin = this.#characters < this.#limits.characters && this.#unasked < this.#limits.unaskedLines
    if (this.#pause || isWithin) return
    this.#onPause(true)
    this.#pause = this.#clock.after(this.#windowAt + WINDOW_MS - now, () => {
      this.#pause = null
      this.#onPause(false)
    })
  }

  /** Nothing is limited any more. */
  dispose(): void {
    this.#isOff = true
    if (!this.#pause) return
    this.#pause.dispose()
    this.#pause = null
    this.#onPause(false)
  }
}
