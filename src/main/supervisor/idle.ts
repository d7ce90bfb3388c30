import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

/** What the gateway reports about the use of a service. */
export interface Traffic {
  /** Requests that ended since the last report. */
  calls: number
  /** Open MCP sessions. */
  sessions: number
  inFlight: number
}

/** Watches whether anybody uses a running on-demand service. */
export class IdleWatch implements Disposable {
  readonly #clock: Clock
  readonly #idleMs: () => number
  readonly #onIdle: () => void
  #watching = false
  #timer: Disposable | null = null
  #inUse = false
  /** Monotonic ms of the last use. */
  #usedAt = 0

  /** @param idleMs how long nobody may use it; 0 means for ever */
  constructor(clock: Clock, idleMs: () => number, onIdle: () => void) {
    this.#clock = clock
    this.#idleMs = idleMs
    this.#onIdle = onIdle
  }

  /** Watches from now; nothing happens when it does already. */
  begin(): void {
    if (this.#watching) return
    this.#watching = true
    this.#count()
  }

  /** A service with an open session or a running call is in use however long nothing moves. */
  note(traffic: Traffic): void {
    const inUse = traffic.sessions > 0 || traffic.inFlight > 0
    const moved = traffic.calls > 0 || inUse !== this.#inUse
    this.#inUse = inUse
    if (this.#watching && moved) this.#count()
  }

  /** `idleMs()` says something else now; what passed since the last use counts. */
  limitChanged(): void {
    if (this.#watching) this.#arm()
  }

  dispose(): void {
    this.#watching = false
    this.#timer?.dispose()
    this.#timer = null
  }

  #count(): void {
    this.#usedAt = this.#clock.monotonicMs()
    this.#arm()
  }

  #arm(): void {
    this.#timer?.dispose()
    const wait = this.#idleMs()
    const idle = wait > 0 && !this.#inUse
    const left = Math.max(0, this.#usedAt + wait - this.#clock.monotonicMs())
    this.#timer = idle ? this.#clock.after(left, () => this.#passed()) : null
  }

  #passed(): void {
    this.dispose()
    this.#onIdle()
  }
}
