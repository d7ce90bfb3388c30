import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { StartGate } from './start-gate'

export interface NextStartDeps {
  clock: Clock
  gate: StartGate
  /** Place in the start gate's queue; lower first. */
  priority: number
}

/**
 * What a process that is to start waits for: a place in the gate, the time of its next attempt, or the end of the machine's
 * sleep. One that has its place keeps it until it came up or ended.
 */
export class NextStart {
  readonly #deps: NextStartDeps
  #waiting: Disposable | null = null
  #pass: Disposable | null = null
  #isHeld = false
  #isDueWhenReleased = false

  constructor(deps: NextStartDeps) {
    this.#deps = deps
  }

  /** The machine sleeps. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  hold(): void {
    this.#isHeld = true
  }

  /** @returns whether it is due now */
  release(): boolean {
    this.#isHeld = false
    return this.#isDueWhenReleased
  }

  /** Starts as soon as the gate has a place, perhaps at once. */
  atGate(start: () => void): void {
    const place = this.#deps.gate.request(this.#deps.priority, (pass) => {
      this.#pass = pass
      this.#waiting = null
      start()
    })
    if (!this.#pass) this.#waiting = place
  }

  leaveGate(): void {
    const pass = this.#pass
    this.#pass = null
    pass?.dispose()
  }

  after(delayMs: number, act: () => void): void {
    this.#waiting = this.#deps.clock.after(delayMs, act)
  }

  /** The same, unless the machine sleeps then: it is due when that ends. */
  awakeAfter(delayMs: number, act: () => void): void {
    this.after(delayMs, () => {
      if (this.#isHeld) this.whenReleased()
      else act()
    })
  }

  whenReleased(): void {
    this.#isDueWhenReleased = true
  }

  cancel(): void {
    this.#waiting?.dispose()
    this.#waiting = null
    this.#isDueWhenReleased = false
    this.leaveGate()
  }
}
