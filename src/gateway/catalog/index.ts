import { hash } from 'node:crypto'
import type { Catalog, CatalogTool } from '@shared/domain/catalog'
import type { Profile } from '@shared/domain/profile'
import type { Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { FromGateway, OfferedService } from '@shared/process/gateway-messages'
import type { GatewayConfigCell } from '../config'
import type { Routes } from '../upstream/routes'
import { canonicalJson } from './canonical-json'
import type { Learned } from './learn'
import { Learner } from './learner'
import { LiveView } from './live-view'
import type { OfferSource } from './offer'
import { judged } from './trust'
import type { Catalogs, Views } from './view'

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

interface Kept {
  service: OfferedService
  learner: Disposable
  /** What it said, or what it offered when it last ran; null while neither is known. */
  learned: Learned | null
  /** Said in this run of the gateway; else main knows it already. */
  isFresh: boolean
  at: number
  catalog: Catalog | null
  tools: ReadonlyMap<string, CatalogTool>
  /** Hash of what main was told last. */
  told: string
}

export function createCatalog({ clock, routes, config, send }: CatalogDeps): CatalogKeeper {
  const held = new DisposableStore()
  const kept = new Map<string, Kept>()
  const views = new Map<string, LiveView>()

  const tell = (one: Kept): void => {
    if (!one.catalog || !one.isFresh) return
    const told = hash('sha256', canonicalJson({ ...one.catalog, at: 0 }))
    if (told === one.told) return
    one.told = told
    send({ type: 'catalog', catalog: one.catalog })
  }
  /** Approvals, neighbours or the offers themselves changed. */
  const judge = (): void => {
    const known = config.current.services.flatMap(({ serviceId }) => {
      const one = kept.get(serviceId)
      return one?.learned ? [{ one, service: one.service, learned: one.learned, at: one.at }] : []
    })
    for (const [index, catalog] of judged(known).entries()) {
      const one = known[index]?.one
      if (!one) continue
      one.catalog = catalog
      one.tools = new Map(catalog.tools.map((tool) => [tool.name, tool]))
    }
    for (const view of views.values()) view.invalidate()
    for (const { one } of known) tell(one)
  }
  const keep = (service: OfferedService): Kept => {
    const one: Kept = {
      service,
      learned: lastOffer(service),
      isFresh: false,
      at: service.lastCatalog?.at ?? 0,
      catalog: null,
      tools: new Map(),
      told: '',
      learner: new Learner(routes.of(service.serviceId), clock, (learned) => {
        Object.assign(one, { learned, isFresh: true, at: clock.epochMs() })
        judge()
      }),
    }
    return one
  }
  const configure = (): void => {
    const wanted = new Map(config.current.services.map((service) => [service.serviceId, service]))
    for (const [id, { learner }] of kept)
      if (!wanted.has(id)) {
        learner.dispose()
        kept.delete(id)
      }
    for (const [id, service] of wanted) {
      const one = kept.get(id) ?? keep(service)
      kept.set(id, one)
      // What it said itself is newer than what main remembers of it.
      one.service = { ...service, lastCatalog: null }
    }
    judge()
    for (const [id, view] of views) if (!exists(id) && !view.isWatched) views.delete(id)
  }

  const profileOf = (id: string): Profile | null =>
    config.current.profiles.find((profile) => profile.id === id) ?? null
  const exists = (id: string): boolean => profileOf(id) !== null || kept.has(id)
  const sourcesOf = (id: string): OfferSource[] => {
    const profile = profileOf(id)
    const ids = profile
      ? (profile.services ?? config.current.services.map(({ serviceId }) => serviceId))
      : [id]
    return ids.flatMap((serviceId) => {
      const one = kept.get(serviceId)
      return one?.catalog ? [{ service: one.service, catalog: one.catalog }] : []
    })
  }

  held.add(config.onChange(configure))
  configure()
  return {
    views: {
      of: (id) => {
        if (!exists(id)) return null
        let view = views.get(id)
        if (!view) {
          const source = { profile: () => profileOf(id), sources: () => sourcesOf(id) }
          views.set(id, (view = new LiveView(id, source, clock)))
        }
        return view
      },
    },
    catalogs: {
      tool: (serviceId, name): CatalogTool | null => kept.get(serviceId)?.tools.get(name) ?? null,
      isModern: (serviceId) => kept.get(serviceId)?.catalog?.modern ?? null,
    },
    close: () => {
      held.dispose()
      for (const { learner } of kept.values()) learner.dispose()
      for (const view of views.values()) view.dispose()
      kept.clear()
    },
  }
}

function lastOffer({ lastCatalog }: OfferedService): Learned | null {
  if (!lastCatalog) return null
  const { serviceId: _, at: __, tools, ...rest } = lastCatalog
  return { ...rest, tools: tools.map(({ definition }) => definition) }
}
