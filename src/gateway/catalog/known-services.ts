import { hash } from 'node:crypto'
import type { Catalog, CatalogTool } from '@shared/domain/catalog'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { FromGateway, OfferedService } from '@shared/process/gateway-messages'
import type { RouteCell, Routes } from '../upstream/routes'
import { canonicalJson } from './canonical-json'
import type { Learned } from './learn'
import { Learner } from './learner'
import type { OfferSource } from './offer'
import { judged, type Compared } from './trust'

export interface KnownServicesDeps {
  clock: Clock
  routes: Routes
  send: (message: FromGateway) => void
  /** What one of them offers changed, or what is allowed of it. */
  onChange: () => void
}

interface Known {
  service: OfferedService
  learner: Disposable
  /** What it said, or what it offered when it last ran; null while neither is known. */
  learned: Learned | null
  /** Said in this run of the gateway; else main knows it already. */
  isFresh: boolean
  /** UTC epoch ms. */
  at: number
  catalog: Catalog | null
  tools: ReadonlyMap<string, CatalogTool>
  /** What main was told last: the offer, its hash, and how its tools were judged. */
  told: { learned: Learned | null; offer: string; verdicts: string }
}

/** Every service the person has, and what it offers as far as it is known. */
export class KnownServices implements Disposable {
  readonly #deps: KnownServicesDeps
  readonly #known = new Map<string, Known>()
  /** Ids in the order in which they are listed. */
  #order: readonly string[] = []
  readonly #compared: Compared = { of: [], findings: [] }

  constructor(deps: KnownServicesDeps) {
    this.#deps = deps
  }

  get ids(): readonly string[] {
    return this.#order
  }

  has(serviceId: string): boolean {
    return this.#known.has(serviceId)
  }

  catalog(serviceId: string): Catalog | null {
    return this.#known.get(serviceId)?.catalog ?? null
  }

  tool(serviceId: string, name: string): CatalogTool | null {
    return this.#known.get(serviceId)?.tools.get(name) ?? null
  }

  /** Services nobody heard yet are left out. */
  sources(serviceIds: readonly string[]): OfferSource[] {
    return serviceIds.flatMap((serviceId) => {
      const known = this.#known.get(serviceId)
      return known?.catalog ? [{ service: known.service, catalog: known.catalog }] : []
    })
  }

  /** Those nobody heard yet. */
  unheard(serviceIds: readonly string[]): RouteCell[] {
    return serviceIds
      .filter((serviceId) => this.has(serviceId) && this.catalog(serviceId) === null)
      .map((serviceId) => this.#deps.routes.of(serviceId))
  }

  configure(services: readonly OfferedService[]): void {
    this.#order = services.map(({ serviceId }) => serviceId)
    for (const [id, { learner }] of this.#known)
      if (!this.#order.includes(id)) {
        learner.dispose()
        this.#known.delete(id)
      }
    for (const service of services) {
      const known = this.#known.get(service.serviceId) ?? this.#begin(service)
      // What it said itself is newer than what main remembers of it.
      known.service = { ...service, lastCatalog: null }
    }
    this.#judge()
  }

  dispose(): void {
    for (const { learner } of this.#known.values()) learner.dispose()
    this.#known.clear()
    this.#order = []
  }

  #begin(service: OfferedService): Known {
    const { clock, routes } = this.#deps
    const known: Known = {
      service,
      learned: lastOffer(service),
      isFresh: false,
      at: service.lastCatalog?.at ?? 0,
      catalog: null,
      tools: new Map(),
      told: { learned: null, offer: '', verdicts: '' },
      learner: new Learner(
        routes.of(service.serviceId),
        clock,
        (learned) => {
          Object.assign(known, { learned, isFresh: true, at: clock.epochMs() })
          this.#judge()
        },
        lastOffer(service),
      ),
    }
    this.#known.set(service.serviceId, known)
    return known
  }

  /** Approvals, neighbours or an offer itself changed. */
  #judge(): void {
    const heard = this.#order.flatMap((serviceId) => {
      const known = this.#known.get(serviceId)
      return known?.learned ? [{ known, service: known.service, learned: known.learned, at: known.at }] : []
    })
    for (const [index, catalog] of judged(heard, this.#compared).entries()) {
      const known = heard[index]?.known
      if (!known) continue
      known.catalog = catalog
      known.tools = new Map(catalog.tools.map((tool) => [tool.name, tool]))
    }
    this.#deps.onChange()
    for (const { known } of heard) this.#tell(known)
  }

  /** The same offer is not hashed again when only approvals changed: of thousands of tools that takes a while. */
  #tell(known: Known): void {
    const { catalog, learned, told } = known
    if (!catalog || !known.isFresh) return
    const offer = told.learned === learned ? told.offer : hash('sha256', canonicalJson(learned))
    const verdicts = hash(
      'sha256',
      JSON.stringify(catalog.tools.map(({ trust, findings }) => [trust, findings])),
    )
    known.told = { learned, offer, verdicts }
    if (told.offer === offer && told.verdicts === verdicts) return
    this.#deps.send({ type: 'catalog', catalog })
  }
}

function lastOffer({ lastCatalog }: OfferedService): Learned | null {
  if (!lastCatalog) return null
  const { serviceId: _, at: __, tools, ...rest } = lastCatalog
  return { ...rest, tools: tools.map(({ definition }) => definition) }
}
