import type { GatewayLimits } from '@shared/domain/limits'
import type { Clock } from '@shared/lib/clock'
import type { GatewayConfig } from '@shared/process/gateway-messages'
import type { GatewayStore } from '../store/gateway-store'
import type { SavedCircuit } from './circuit'
import { ServiceGuards } from './service-guards'

export interface GuardedServicesDeps {
  clock: Clock
  limits: () => GatewayLimits
  /** Where circuits are kept; another one after `reopened`. */
  store: () => GatewayStore
}

/** The guards of each service, made when its first call comes, with its circuit as it was when the gateway last ran. */
export class GuardedServices {
  readonly #deps: GuardedServicesDeps
  readonly #guards = new Map<string, ServiceGuards>()
  /** Circuits as the store has them; null until they are read. */
  #saved: Map<string, SavedCircuit> | null = null
  #offered: ReadonlySet<string> = new Set()

  constructor(deps: GuardedServicesDeps) {
    this.#deps = deps
  }

  /** Of services that were called. */
  all(): ServiceGuards[] {
    return [...this.#guards.values()]
  }

  known(serviceId: string): ServiceGuards | undefined {
    return this.#guards.get(serviceId)
  }

  of(serviceId: string): ServiceGuards {
    const known = this.#guards.get(serviceId)
    if (known) return known
    const { clock, limits, store } = this.#deps
    this.#saved ??= store().circuits()
    const guards: ServiceGuards = new ServiceGuards({
      serviceId,
      clock,
      limits: limits(),
      saved: this.#saved.get(serviceId) ?? null,
      onCircuit: (id, saved) => {
        if (this.#guards.get(id) === guards) store().saveCircuit(id, saved)
      },
    })
    this.#guards.set(serviceId, guards)
    return guards
  }

  configure(limits: GatewayLimits): void {
    for (const guards of this.#guards.values()) guards.configure(limits)
  }

  /** There is another store now. */
  reopened(): void {
    this.#saved = null
  }

  /** A server added later under the same id is another one: it does not begin with this one's open circuit. */
  forgetRemoved({ services }: GatewayConfig): void {
    const offered = new Set(services.map(({ serviceId }) => serviceId))
    for (const serviceId of this.#offered) {
      if (offered.has(serviceId)) continue
      this.#guards.delete(serviceId)
      this.#saved?.delete(serviceId)
      this.#deps.store().saveCircuit(serviceId, null)
    }
    this.#offered = offered
  }
}
