import { defaultLimits } from '@shared/domain/limits'
import { defaultProfile } from '@shared/domain/profile'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { GatewayConfig, OfferedService } from '@shared/process/gateway-messages'

/** What holds until main has said anything. */
const nothingYet: GatewayConfig = {
  services: [],
  profiles: [defaultProfile],
  limits: defaultLimits,
  history: { keepContents: false, maxContentBytes: 0 },
}

/** What the person decided, as main last sent it. One cell; whoever needs it reads it here. */
export class GatewayConfigCell {
  readonly #changes = new Emitter<GatewayConfig>()
  #current = nothingYet
  #services = new Map<string, OfferedService>()

  get current(): GatewayConfig {
    return this.#current
  }

  /** @returns null when main does not offer such a service (any more) */
  service(serviceId: string): OfferedService | null {
    return this.#services.get(serviceId) ?? null
  }

  set(config: GatewayConfig): void {
    this.#current = config
    this.#services = new Map(config.services.map((service) => [service.serviceId, service]))
    this.#changes.emit(config)
  }

  /** Listeners are called after each change, with the new one in place. */
  onChange(listener: (config: GatewayConfig) => void): Disposable {
    return this.#changes.on(listener)
  }
}
