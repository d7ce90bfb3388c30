import type { CircuitState } from '@shared/domain/gateway'
import type { GatewayLimits } from '@shared/domain/limits'
import type { Clock } from '@shared/lib/clock'

type BreakerLimits = GatewayLimits['breaker']

/** What outlives a restart of the gateway. */
export interface SavedCircuit {
  failures: number
  /** UTC epoch ms; null when it was closed. */
  openUntil: number | null
  /** How long it was open for, ms: the next time it is twice as long. */
  openMs: number
}

type State =
  | { kind: 'closed'; failures: number }
  /** `until` on the monotonic clock. */
  | { kind: 'open'; until: number; openMs: number }
  /** One call is on its way to find out. */
  | { kind: 'half-open'; openMs: number }

/** A call on its way: the one that finds out, or the number of failures that were counted when it was sent. */
export type Entered = 'trial' | number

/** How a call went, as far as the circuit cares. `nothing`: it says nothing about the service. */
export type CircuitVerdict = 'worked' | 'failed' | 'nothing'

const LONGEST_OPEN_MS = 5 * 60_000

/**
 * One service's circuit breaker: it opens after failures in a row, lets one call through after a while, and stays
 * open twice as long each time that one fails, up to 5 minutes. What cockatiel's ConsecutiveBreaker with an
 * exponential half-open backoff does; cockatiel runs calls as promises it must wrap, while here a call is let go
 * and reports back later.
 *
 * Periods are measured on the monotonic clock: a change of the system's time neither keeps it open nor closes it.
 */
export class Circuit {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'epochMs'>
  readonly #onChange: () => void
  #limits: BreakerLimits
  #state: State
  /** Failures counted so far; never goes back. */
  #counted = 0

  /** @param onChange it opened, closed, or its period changed: time to save it */
  constructor(
    clock: Pick<Clock, 'monotonicMs' | 'epochMs'>,
    limits: BreakerLimits,
    saved: SavedCircuit | null,
    onChange: () => void,
  ) {
    this.#clock = clock
    this.#limits = limits
    this.#onChange = onChange
    this.#state = saved ? this.#restore(saved) : { kind: 'closed', failures: 0 }
  }

  configure(limits: BreakerLimits): void {
    this.#limits = limits
  }

  /** How many calls may be in flight: after a first failure no more than there are left to fail. */
  get room(): number {
    const state = this.#state
    if (state.kind !== 'closed' || state.failures === 0) return Infinity
    return Math.max(1, this.#limits.failures - state.failures)
  }

  /** Refusing calls now; a call may find out otherwise once it is over. */
  get isOpen(): boolean {
    const state = this.#state
    return state.kind === 'half-open' || (state.kind === 'open' && this.#clock.monotonicMs() < state.until)
  }

  /** In how many ms a call may find out whether it works again. */
  get waitMs(): number {
    return this.#state.kind === 'open' ? Math.max(0, this.#state.until - this.#clock.monotonicMs()) : 0
  }

  /** Takes a call on its way. @returns null when it may not go; give it back to `leave` */
  enter(): Entered | null {
    const state = this.#state
    if (state.kind === 'closed') return this.#counted
    if (this.isOpen) return null
    this.#state = { kind: 'half-open', openMs: state.openMs }
    return 'trial'
  }

  /**
   * A call that had entered has ended. Calls that were on their way together when a service died fail together: that
   * is one failure, not as many as there were calls.
   */
  leave(entered: Entered, verdict: CircuitVerdict): void {
    if (entered === 'trial') return this.#tried(verdict)
    const state = this.#state
    // What was sent before it opened comes back late and changes nothing.
    if (state.kind !== 'closed' || verdict === 'nothing') return
    if (verdict === 'worked') {
      if (state.failures > 0) this.#become({ kind: 'closed', failures: 0 })
      return
    }
    if (entered !== this.#counted) return
    this.#counted++
    if (state.failures + 1 >= this.#limits.failures) this.#open(this.#limits.openS * 1_000)
    else this.#become({ kind: 'closed', failures: state.failures + 1 })
  }

  /** By hand, or because the service was started anew. */
  close(): void {
    const state = this.#state
    if (state.kind !== 'closed' || state.failures > 0) this.#become({ kind: 'closed', failures: 0 })
  }

  /** Ends the wait: the service came anew, and a call may find out whether it works. */
  mayTry(): void {
    if (this.#state.kind === 'open') this.#state.until = this.#clock.monotonicMs()
  }

  status(): CircuitState {
    const state = this.#state
    if (state.kind === 'closed') return { kind: 'closed', failures: state.failures }
    if (state.kind === 'half-open' || this.waitMs === 0) return { kind: 'half-open' }
    return { kind: 'open', until: Math.round(this.#clock.epochMs() + this.waitMs) }
  }

  /** @returns null when there is nothing to remember */
  saved(): SavedCircuit | null {
    const state = this.#state
    if (state.kind === 'closed')
      return state.failures === 0 ? null : { failures: state.failures, openUntil: null, openMs: 0 }
    const openUntil = Math.round(this.#clock.epochMs() + this.waitMs)
    return { failures: this.#limits.failures, openUntil, openMs: state.openMs }
  }

  #tried(verdict: CircuitVerdict): void {
    const state = this.#state
    if (state.kind !== 'half-open') return
    if (verdict === 'worked') this.#become({ kind: 'closed', failures: 0 })
    else if (verdict === 'failed') this.#open(Math.min(2 * state.openMs, LONGEST_OPEN_MS))
    else this.#become({ kind: 'open', until: this.#clock.monotonicMs(), openMs: state.openMs })
  }

  #open(openMs: number): void {
    this.#become({ kind: 'open', until: this.#clock.monotonicMs() + openMs, openMs })
  }

  #become(state: State): void {
    this.#state = state
    this.#onChange()
  }

  /** The system's time may have been set meanwhile: it is never open longer than its own period. */
  #restore({ failures, openUntil, openMs }: SavedCircuit): State {
    if (openUntil === null) return { kind: 'closed', failures: Math.min(failures, this.#limits.failures - 1) }
    const leftMs = Math.min(Math.max(0, openUntil - this.#clock.epochMs()), openMs)
    return { kind: 'open', until: this.#clock.monotonicMs() + leftMs, openMs }
  }
}
