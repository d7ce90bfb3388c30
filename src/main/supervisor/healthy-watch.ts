import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { ServiceEvent, ServiceStateKind } from '@shared/domain/service'
import { HEALTHY_MS, type RestartPolicy } from './restart-policy'

export interface HealthyWatchDeps {
  clock: Clock
  policy: RestartPolicy
  happened: (kind: ServiceEvent['kind'], detail: string) => void
}

/** Tells the restart policy how long a process is `ready` without a break. */
export class HealthyWatch {
  readonly #deps: HealthyWatchDeps
  #recovery: Disposable | null = null

  constructor(deps: HealthyWatchDeps) {
    this.#deps = deps
  }

  /** To be told of each transition. */
  moved(from: ServiceStateKind, to: ServiceStateKind): void {
    const { clock, policy } = this.#deps
    if (from === 'ready') policy.leftReady(clock.monotonicMs())
    this.#recovery?.dispose()
    this.#recovery = null
    if (to === 'ready') this.#begin()
  }

  #begin(): void {
    const { clock, policy, happened } = this.#deps
    policy.becameReady(clock.monotonicMs())
    if (!policy.gaveUp) return
    this.#recovery = clock.after(HEALTHY_MS, () => {
      policy.stayedReady(clock.monotonicMs())
      happened('recovered', 'Healthy for 10 minutes; crashes count from zero again.')
    })
  }
}
