import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

const WINDOW_MS = 50
/** 40 MB and 50,000 lines a second: more than any real server prints, little enough to leave others their turn. */
const MAX_CHARACTERS = 2_000_000
const MAX_LINES = 2_500

/** Lets one child have its share of this process and no more: who prints faster is read more slowly. */
export class ReadBudget implements Disposable {
  readonly #clock: Clock
  readonly #onPause: (paused: boolean) => void
  #windowAt = 0
  #characters = 0
  #lines = 0
  #pause: Disposable | null = null

  /** @param onPause called with true when reading must stop for the rest of the window, then with false */
  constructor(clock: Clock, onPause: (paused: boolean) => void) {
    this.#clock = clock
    this.#onPause = onPause
  }

  spend(characters: number, lines: number): void {
    const now = this.#clock.monotonicMs()
    if (now - this.#windowAt >= WINDOW_MS) {
      this.#windowAt = now
      this.#characters = 0
      this.#lines = 0
    }
    this.#characters += characters
    this.#lines += lines
    if (this.#pause || (this.#characters < MAX_CHARACTERS && this.#lines < MAX_LINES)) return
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
