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
import { toCatalog } from './trust'
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
  learned: Learned | null
  catalog: Catalog | null
  tools: ReadonlyMap<string, CatalogTool>
  /** What main was told last. */
  toldText: string
}

export function createCatalog({ clock, routes, config, send }: CatalogDeps): CatalogKeeper {
  const held = new DisposableStore()
  const kept = new Map<string, Kept>()
  const views = new Map<string, LiveView>()

  const invalidate = (): void => {
    for (const view of views.values()) view.invalidate()
  }
  const tell = (one: Kept): void => {
    if (!one.catalog || !one.learned) return
    const text = canonicalJson({ ...one.catalog, at: 0 })
    if (text === one.toldText) return
    one.toldText = text
    send({ type: 'catalog', catalog: one.catalog })
  }
  const judge = (one: Kept): void => {
    const { service, learned } = one
    one.catalog = learned ? toCatalog(service, learned, clock.epochMs()) : rejudged(service)
    one.tools = new Map(one.catalog?.tools.map((tool) => [tool.name, tool]))
    tell(one)
    invalidate()
  }
  const keep = (service: OfferedService): Kept => {
    const one: Kept = {
      service,
      learned: null,
      catalog: null,
      tools: new Map(),
      toldText: '',
      learner: new Learner(routes.of(service.serviceId), clock, (learned) => {
        one.learned = learned
        judge(one)
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
      one.service = service
      judge(one)
    }
    invalidate()
  }

  const sourceOf = (id: string): OfferSource[] => {
    const one = kept.get(id)
    return one?.catalog ? [{ service: one.service, catalog: one.catalog }] : []
  }
  const profileOf = (id: string): Profile | null =>
    config.current.profiles.find((profile) => profile.id === id) ?? null
  const sourcesOf = (id: string): OfferSource[] => {
    const profile = profileOf(id)
    if (!profile) return sourceOf(id)
    const ids = profile.services ?? config.current.services.map(({ serviceId }) => serviceId)
    return ids.flatMap(sourceOf)
  }
  const exists = (id: string): boolean => profileOf(id) !== null || kept.has(id)

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
      kept.clear()
    },
  }
}

/** What it offered when it last ran, judged by what is approved today. */
function rejudged(service: OfferedService): Catalog | null {
  const { lastCatalog } = service
  if (!lastCatalog) return null
  const tools = lastCatalog.tools.map(({ definition }) => definition)
  return toCatalog(service, { ...lastCatalog, tools }, lastCatalog.at)
}
