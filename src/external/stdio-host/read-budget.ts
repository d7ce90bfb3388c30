import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

const WINDOW_MS = 50
/** 40 MB a second: more than any real server prints, little enough to leave others their turn. */
const MAX_CHARACTERS = 2_000_000
/** 5,000 a second: more news than any client could show. Answers are not counted, however many there are. */
const MAX_UNASKED_LINES = 250

/**
 * Lets one child have its share of this machine and no more: who prints faster is read more slowly, and then waits
 * itself, as its pipe is full, instead of computing.
 */
export class ReadBudget implements Disposable {
  readonly #clock: Clock
  readonly #onPause: (paused: boolean) => void
  #windowAt = 0
  #characters = 0
  #unasked = 0
  #pause: Disposable | null = null

  /** @param onPause called with true when reading must stop for the rest of the window, then with false */
  constructor(clock: Clock, onPause: (paused: boolean) => void) {
    this.#clock = clock
    this.#onPause = onPause
  }

  /** @param unaskedLines lines that answer nothing */
  spend(characters: number, unaskedLines: number): void {
    const now = this.#clock.monotonicMs()
    if (now - this.#windowAt >= WINDOW_MS) {
      this.#windowAt = now
      this.#characters = 0
      this.#unasked = 0
    }
    this.#characters += characters
    this.#unasked += unaskedLines
    if (this.#pause || (this.#characters < MAX_CHARACTERS && this.#unasked < MAX_UNASKED_LINES)) return
    this.#onPause(true)
    this.#pause = this.#clock.after(this.#windowAt + WINDOW_MS - now, () => {
      this.#pause = null
      this.#onPause(false)
    })
  }

  dispose(): void {
    this.#pause?.dispose()
  }
}
