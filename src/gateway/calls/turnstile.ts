import type { GatewayLimits } from '@shared/domain/limits'
import type { Priority } from '@shared/domain/client-token'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { AdaptiveLimit } from './adaptive-limit'
import { CallQueue, type Waiting } from './call-queue'

export type ConcurrencyLimits = GatewayLimits['concurrency']

export interface TurnstileDeps {
  clock: Pick<Clock, 'monotonicMs' | 'after'>
  limits: ConcurrencyLimits
  /** A second limit on calls in flight, of now: a service that just failed is asked carefully. */
  room(): number
}

/** One service's calls in flight under an adaptive limit, and the queue before it. */
export class Turnstile {
  readonly #deps: TurnstileDeps
  readonly #adaptive: AdaptiveLimit
  readonly #queue = new CallQueue()
  #limits: ConcurrencyLimits
  #inFlight = 0

  constructor(deps: TurnstileDeps) {
    this.#deps = deps
    this.#limits = deps.limits
    this.#adaptive = new AdaptiveLimit(deps.limits, deps.clock.monotonicMs())
  }

  get limit(): number {
    return this.#adaptive.current
  }
  get inFlight(): number {
    return this.#inFlight
  }
  get queued(): number {
    return this.#queue.size
  }

  configure(limits: ConcurrencyLimits): void {
    this.#limits = limits
    this.#adaptive.configure(limits)
    this.#advance()
  }

  /** @returns true when a place was free and is taken now */
  enter(): boolean {
    if (this.#queue.size > 0 || !this.#hasPlace()) return false
    this.#inFlight++
    return true
  }

  /**
   * Waits for a place. The call has it when `onTurn` is called.
   * @returns null when the queue is full; disposing takes the call out of the queue
   */
  wait(priority: Priority, { onTurn, onRefused }: Pick<Waiting, 'onTurn' | 'onRefused'>): Disposable | null {
    const { clock } = this.#deps
    const now = clock.monotonicMs()
    this.#adaptive.heldBack(now)
    const waiting: Waiting = { priority, since: now, onTurn, onRefused, deadline: null }
    if (!this.#queue.add(waiting, this.#limits.queue)) return null
    waiting.deadline = clock.after(this.#limits.queueTimeoutMs, () => {
      if (this.#queue.remove(waiting)) onRefused('timeout')
    })
    return { dispose: () => void this.#queue.remove(waiting) }
  }

  /**
   * A call has ended; its place goes to the next one.
   * @param kind with `ms`, what it was and how long it took; null when that says nothing about the service
   */
  leave(kind: string | null, ms: number): void {
    if (kind !== null) this.#adaptive.took(kind, ms, this.#deps.clock.monotonicMs())
    this.#inFlight--
    if (this.#queue.size > 0) this.#advance()
  }

  /** Everybody who waits gets a turn now, over the limit: for when none of them will reach the service. */
  flush(): void {
    for (const waiting of this.#queue.takeAll()) this.#admit(waiting)
  }

  #hasPlace(): boolean {
    return this.#inFlight < this.#adaptive.current && this.#inFlight < this.#deps.room()
  }

  #advance(): void {
    while (this.#hasPlace()) {
      const next = this.#queue.take()
      if (!next) return
      this.#adaptive.heldBack(this.#deps.clock.monotonicMs())
      this.#admit(next)
    }
  }

  #admit(waiting: Waiting): void {
    this.#inFlight++
    waiting.onTurn()
  }
}
