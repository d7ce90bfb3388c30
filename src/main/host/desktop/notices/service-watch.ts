import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { isServing, needsAttention, type ServiceSnapshot } from '@shared/domain/service'

/** A state must last this long before it is told. */
export const SETTLE_MS = 2 * SECOND
/** OmniMind restarts a crashed service by itself; only when that takes longer is it worth a word. */
export const PATIENCE_MS = 15 * SECOND

/** What a person was told about one service, and what waits to be told. */
type Watch =
  | { kind: 'calm' }
  | { kind: 'waiting'; urgent: boolean; timer: Disposable }
  | { kind: 'told' }
  | { kind: 'recovering'; timer: Disposable }

export interface Announce {
  failure(snapshot: ServiceSnapshot): void
  recovery(snapshot: ServiceSnapshot): void
}

/** Watches one service; see the rules in `notice-rules.ts`. */
export class ServiceWatch implements Disposable {
  readonly #clock: Clock
  readonly #announce: Announce
  #watch: Watch = { kind: 'calm' }
  #last: ServiceSnapshot

  constructor(clock: Clock, announce: Announce, first: ServiceSnapshot) {
    this.#clock = clock
    this.#announce = announce
    this.#last = first
  }

  note(snapshot: ServiceSnapshot): void {
    this.#last = snapshot
    const phase = phaseOf(snapshot)
    if (phase === 'trouble') this.#onTrouble(needsAttention(snapshot.state))
    if (phase === 'serving') this.#onServing()
    if (phase === 'planned') this.#become({ kind: 'calm' })
  }

  dispose(): void {
    this.#become({ kind: 'calm' })
  }

  #onTrouble(urgent: boolean): void {
    const { kind } = this.#watch
    if (kind === 'recovering') this.#become({ kind: 'told' })
    const grewUrgent = kind === 'waiting' && urgent && !this.#watch.urgent
    if (kind !== 'calm' && !grewUrgent) return
    const timer = this.#clock.after(urgent ? SETTLE_MS : PATIENCE_MS, () => {
      this.#become({ kind: 'told' })
      this.#announce.failure(this.#last)
    })
    this.#become({ kind: 'waiting', urgent, timer })
  }

  #onServing(): void {
    if (this.#watch.kind === 'waiting') this.#become({ kind: 'calm' })
    if (this.#watch.kind !== 'told') return
    const timer = this.#clock.after(SETTLE_MS, () => {
      this.#become({ kind: 'calm' })
      this.#announce.recovery(this.#last)
    })
    this.#become({ kind: 'recovering', timer })
  }

  #become(next: Watch): void {
    if ('timer' in this.#watch) this.#watch.timer.dispose()
    this.#watch = next
  }
}

/** What a state means for notices; `between` says nothing new. */
function phaseOf({ state, wanted }: ServiceSnapshot): 'trouble' | 'serving' | 'planned' | 'between' {
  if (state.kind === 'stopped' || state.kind === 'stopping' || wanted === 'stopped') return 'planned'
  if (isServing(state)) return 'serving'
  return state.kind === 'starting' ? 'between' : 'trouble'
}
