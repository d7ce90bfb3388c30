import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

/** How long a process gets after each step before the next, harder one. */
export interface StopGraces {
  askedMs: number
  terminatedMs: number
}
export const STOP_GRACES: StopGraces = { askedMs: 2 * SECOND, terminatedMs: 3 * SECOND }

export interface Stoppable {
  ask(): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/**
 * Ends one process: asks, waits 2 s, SIGTERM, waits 3 s, SIGKILL. Stopping twice joins the first stop.
 * The owner tells `ended` when the process is gone, which ends the escalation.
 */
export class Stopper {
  readonly #clock: Clock
  readonly #target: Stoppable
  readonly #graces: StopGraces
  #next: Disposable | null = null
  #phase: 'idle' | 'stopping' | 'ended' = 'idle'

  constructor(clock: Clock, target: Stoppable, graces: StopGraces = STOP_GRACES) {
    this.#clock = clock
    this.#target = target
    this.#graces = graces
  }

  stop(): void {
    if (this.#phase !== 'idle') return
    this.#phase = 'stopping'
    this.#target.ask()
    this.#next = this.#clock.after(this.#graces.askedMs, () => {
      this.#target.kill('SIGTERM')
      this.#next = this.#clock.after(this.#graces.terminatedMs, () => this.#target.kill('SIGKILL'))
    })
  }

  /** No asking: the process hangs or eats the machine. */
  kill(): void {
    if (this.#phase === 'ended') return
    this.#phase = 'stopping'
    this.#next?.dispose()
    this.#target.kill('SIGKILL')
  }

  ended(): void {
    this.#phase = 'ended'
    this.#next?.dispose()
  }
}
