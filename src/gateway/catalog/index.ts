import type { Profile } from '@shared/domain/profile'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { FromGateway } from '@shared/process/gateway-messages'
import type { GatewayConfigCell } from '../config'
import type { Routes } from '../upstream/routes'
import { KnownServices } from './known-services'
import { LiveView } from './live-view'
import type { Catalogs, View, Views } from './view'

export interface CatalogDeps {
  clock: Clock
  routes: Routes
  config: GatewayConfigCell
  send: (message: FromGateway) => void
}

/** What every service offers, kept up to date, and the views made of it. */
export interface CatalogKeeper {
  views: Views
  catalogs: Catalogs
  close(): void
}

export function createCatalog(deps: CatalogDeps): CatalogKeeper {
  const keeper = new Keeper(deps)
  const { services } = keeper
  return {
    views: keeper,
    catalogs: {
      tool: (serviceId, name) => services.tool(serviceId, name),
      isModern: (serviceId) => services.catalog(serviceId)?.modern ?? null,
    },
    close: () => keeper.dispose(),
  }
}

/** One view for each address somebody asked for. */
class Keeper implements Views, Disposable {
  readonly services: KnownServices
  readonly #deps: CatalogDeps
  readonly #views = new Map<string, LiveView>()
  readonly #watching: Disposable

  constructor(deps: CatalogDeps) {
    this.#deps = deps
    this.services = new KnownServices({ ...deps, onChange: () => this.#changed() })
    this.#watching = deps.config.onChange(({ services }) => this.services.configure(services))
    this.services.configure(deps.config.current.services)
  }

  of(endpointId: string): View | null {
    if (!this.#exists(endpointId)) return null
    let view = this.#views.get(endpointId)
    if (!view) {
      const source = {
        profile: () => this.#profile(endpointId),
        sources: () => this.services.sources(this.#servicesOf(endpointId)),
        unheard: () => this.services.unheard(this.#servicesOf(endpointId)),
      }
      this.#views.set(endpointId, (view = new LiveView(endpointId, source, this.#deps.clock)))
    }
    return view
  }

  dispose(): void {
    this.#watching.dispose()
    this.services.dispose()
    for (const view of this.#views.values()) view.dispose()
  }

  #changed(): void {
    for (const [endpointId, view] of this.#views)
      if (this.#exists(endpointId) || view.isWatched) view.invalidate()
      else {
        view.dispose()
        this.#views.delete(endpointId)
      }
  }

  #exists(endpointId: string): boolean {
    return this.#profile(endpointId) !== null || this.services.has(endpointId)
  }

  #profile(id: string): Profile | null {
    return this.#deps.config.current.profiles.find((profile) => profile.id === id) ?? null
  }

  #servicesOf(endpointId: string): readonly string[] {
    const profile = this.#profile(endpointId)
    return profile ? (profile.services ?? this.services.ids) : [endpointId]
  }
}
