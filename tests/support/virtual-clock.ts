import type { Clock } from '../../src/shared/lib/clock'
import type { Disposable } from '../../src/shared/lib/disposable'

interface Timer {
  due: number
  /** Order of creation: timers due at the same moment run in it. */
  order: number
  intervalMs: number | null
  run: () => void
}

/**
 * A clock that stands still until the test moves it.
 *
 * 1. Timers run in order of their due time; equal ones in order of creation.
 * 2. Between two timers everything that promises have to say is said.
 * 3. The monotonic time never goes back; the wall time goes with it unless `jumpWall` moves it.
 */
export class VirtualClock implements Clock {
  #monotonic = 0
  #wall: number
  #created = 0
  readonly #timers = new Set<Timer>()

  /** @param epochMs wall time at the start; default 2026-01-01T00:00:00Z */
  constructor(epochMs = Date.UTC(2026, 0, 1)) {
    this.#wall = epochMs
  }

  monotonicMs(): number {
    return this.#monotonic
  }

  epochMs(): number {
    return this.#wall
  }

  after(delayMs: number, run: () => void): Disposable {
    return this.#add({ due: this.#monotonic + Math.max(0, delayMs), intervalMs: null, run })
  }

  every(intervalMs: number, run: () => void): Disposable {
    return this.#add({ due: this.#monotonic + intervalMs, intervalMs, run })
  }

  /** Timers still waiting; 0 after a clean disposal. */
  get pendingTimers(): number {
    return this.#timers.size
  }

  /** Lets `ms` pass and runs what falls due in it, one after the other. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms
    await settle()
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.#moveTo(Math.max(this.#monotonic, timer.due))
      this.#fire(timer)
      await settle()
    }
    this.#moveTo(end)
  }

  /** The wall clock is set, or the machine slept on a system whose monotonic clock stands still meanwhile. */
  jumpWall(ms: number): void {
    this.#wall += ms
  }

  /** Time passes while this process gets no turn (blocked, stopped): its timers run late, at the next `advance`. */
  stall(ms: number): void {
    this.#moveTo(this.#monotonic + ms)
  }

  #add(timer: Omit<Timer, 'order'>): Disposable {
    const added = { ...timer, order: this.#created++ }
    this.#timers.add(added)
    return { dispose: () => void this.#timers.delete(added) }
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.due > end) continue
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer
    }
    return first
  }

  #fire(timer: Timer): void {
    if (timer.intervalMs === null) this.#timers.delete(timer)
    else timer.due = this.#monotonic + timer.intervalMs
    timer.run()
  }

  #moveTo(monotonicMs: number): void {
    this.#wall += monotonicMs - this.#monotonic
    this.#monotonic = monotonicMs
  }
}

/** An immediate runs only after every promise reaction that is ready, and those they make ready. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
