import type { Clock } from '@shared/lib/clock'
import type { Problem } from '@shared/errors'

/** The last thing that went wrong with a process; kept until something else does. */
export class LastError {
  readonly #clock: Clock
  #value: (Problem & { at: number }) | null = null
  /** The run that gave notice of it, when it was no failure of the run itself. */
  #noticedBy: object | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get value(): (Problem & { at: number }) | null {
    return this.#value
  }

  remember(problem: Problem): void {
    this.#value = { ...problem, at: this.#clock.epochMs() }
    this.#noticedBy = null
  }

  /** The run works, but a person must know something. */
  notice(problem: Problem, run: object): void {
    this.remember(problem)
    this.#noticedBy = run
  }

  /** A run came up: what an earlier one gave notice of is not true of it. */
  cameUp(run: object): void {
    if (this.#noticedBy === null || this.#noticedBy === run) return
    this.#value = this.#noticedBy = null
  }
}
