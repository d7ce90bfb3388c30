import type { Profile } from '@shared/domain/profile'
import { isSearched } from '@shared/mcp/search-tools'
import type { RouteCell } from '../upstream/routes'
import { callNames, promptNames } from './call-names'
import { describeOffer } from './description'
import { buildOffer, type Offer, type OfferedTool, type OfferSource } from './offer'
import { SearchMode } from './search/search-mode'
import type { ListKind, Sees, ToolRoute, View } from './view'

/** Where a view gets what it shows; asked again after each change. */
export interface ViewSource {
  /** null: one service alone. */
  profile(): Profile | null
  sources(): readonly OfferSource[]
  /** Services of the address that were never heard: one that sleeps must run before anybody can know what it offers. */
  unheard(): readonly RouteCell[]
}

/** What one address offers at one moment, with what is needed to find an entry by its name. */
export interface BuiltView {
  unheard: readonly RouteCell[]
  sources: readonly OfferSource[]
  offer: Offer
  /** By every name a client may call it: the shown one, and those it may remember from another naming. */
  tools: Map<string, OfferedTool>
  prompts: Map<string, Offer['prompts'][number]>
  /** Service ids by the address of a resource. */
  resources: Map<string, string>
  /** Only in search mode. */
  search: SearchMode | null
  description: ReturnType<View['describe']>
  texts: Partial<Record<ListKind, string>>
}

type FindTool = (params: Record<string, unknown>, sees: Sees) => ToolRoute

/** @param findTool where a tool that was searched for is called */
export function buildView(source: ViewSource, findTool: FindTool): BuiltView {
  const sources = source.sources()
  const profile = source.profile()
  const offer = buildOffer(sources, profile)
  return {
    unheard: source.unheard(),
    sources,
    offer,
    tools: callNames(offer),
    prompts: promptNames(offer),
    resources: new Map(offer.resources.map(({ uri, serviceId }) => [uri, serviceId])),
    search: searchMode(profile, sources, offer, findTool),
    description: describeOffer(sources, profile === null),
    texts: {},
  }
}

/** What a list of this kind shows. */
export function definitions(
  { offer, search }: BuiltView,
  kind: ListKind,
): readonly Record<string, unknown>[] {
  if (kind === 'tools' && search) return search.definitions
  const entries = kind === 'resourceTemplates' ? offer.templates : offer[kind]
  return entries.map(({ definition }) => definition)
}

function searchMode(
  profile: Profile | null,
  sources: readonly OfferSource[],
  { tools }: Offer,
  route: FindTool,
): SearchMode | null {
  if (profile === null || !isSearched(profile.search, tools.length)) return null
  const titles = new Map(sources.map(({ service }) => [service.serviceId, service.title]))
  return new SearchMode({ titles, tools, route })
}
