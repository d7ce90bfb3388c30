import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { isPlainObject, rpcCode } from '@shared/mcp/json-rpc'
import { LEGACY_RESOURCE_NOT_FOUND } from '@shared/mcp/modern'
import { prefixed } from '@shared/domain/exposed-names'
import type { Profile } from '@shared/domain/profile'
import { isSearched } from '@shared/mcp/search-tools'
import { describeOffer } from './description'
import { buildOffer, type Offer, type OfferedTool, type OfferSource } from './offer'
import { SearchMode } from './search/search-mode'
import type { RouteCell } from '../upstream/routes'
import type { EntryRoute, ListKind, Sees, ToolRoute, View } from './view'

type Params = Record<string, unknown>

/** Where a view gets what it shows; asked again after each change. */
export interface ViewSource {
  /** null: one service alone. */
  profile(): Profile | null
  sources(): readonly OfferSource[]
  /** Services of the address that were never heard: one that sleeps must run before anybody can know what it offers. */
  unheard(): readonly RouteCell[]
}

/** Several services may change in the same moment; clients hear of each list once. */
const COALESCE_MS = 100
const KINDS: readonly ListKind[] = ['tools', 'prompts', 'resources', 'resourceTemplates']

interface Built {
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

/** What one address offers now, built when somebody asks and kept until something changes. */
export class LiveView implements View, Disposable {
  readonly endpointId: string
  readonly #source: ViewSource
  readonly #clock: Clock
  readonly #changes = new Emitter<ListKind>()
  #built: Built | null = null
  /** The texts clients saw last, to find out which lists a change touches. */
  #shown: Partial<Record<ListKind, string>> = {}
  #planned: Disposable | null = null

  constructor(endpointId: string, source: ViewSource, clock: Clock) {
    this.endpointId = endpointId
    this.#source = source
    this.#clock = clock
  }

  get serviceIds(): readonly string[] {
    return this.#now.sources.map(({ service }) => service.serviceId)
  }

  describe(opens?: (serviceId: string) => boolean) {
    const { sources, description } = this.#now
    this.#wake(this.#now)
    if (!opens) return description
    const open = sources.filter(({ service }) => opens(service.serviceId))
    return describeOffer(open, this.#source.profile() === null)
  }

  listText(kind: ListKind): string {
    const built = this.#now
    const text = (built.texts[kind] ??= JSON.stringify(definitions(built, kind)))
    this.#shown[kind] = text
    this.#wake(built)
    return text
  }

  tool(params: Params, sees: Sees = everything): ToolRoute {
    this.#wake(this.#now)
    return this.#now.search?.tool(params, sees) ?? this.#callable(params, sees)
  }

  #callable(params: Params, sees: Sees): ToolRoute {
    const name = typeof params['name'] === 'string' ? params['name'] : ''
    const found = this.#now.tools.get(name)
    if (found) {
      const { serviceId, tool } = found
      return {
        kind: 'forward',
        serviceId,
        params: tool.name === name ? params : { ...params, name: tool.name },
        tool,
      }
    }
    const blocked = this.#now.offer.blocked.get(name)
    const isSeen = blocked !== undefined && sees(blocked.serviceId, blocked.tool)
    return isSeen ? refuseBlocked(blocked) : unknown('tool', name)
  }

  prompt(params: Params): EntryRoute {
    const name = typeof params['name'] === 'string' ? params['name'] : ''
    const found = this.#now.prompts.get(name)
    if (!found) return unknown('prompt', name)
    return { kind: 'forward', serviceId: found.serviceId, params: { ...params, name: found.name } }
  }

  resource(params: Params): EntryRoute {
    const uri = typeof params['uri'] === 'string' ? params['uri'] : ''
    const serviceId = this.#serviceOf(uri)
    return serviceId === null ? this.#unlisted(uri, params) : { kind: 'forward', serviceId, params }
  }

  completion(params: Params): EntryRoute {
    const ref = isPlainObject(params['ref']) ? params['ref'] : {}
    if (ref['type'] === 'ref/prompt') {
      const name = String(ref['name'])
      const found = this.#now.prompts.get(name)
      if (!found) return unknown('prompt', name)
      const inward = { ...params, ref: { ...ref, name: found.name } }
      return { kind: 'forward', serviceId: found.serviceId, params: inward }
    }
    const uri = String(ref['uri'])
    const template = this.#now.offer.templates.find(({ definition }) => definition['uriTemplate'] === uri)
    const serviceId = template?.serviceId ?? this.#serviceOf(uri)
    return serviceId === null ? unknown('resource', uri) : { kind: 'forward', serviceId, params }
  }

  onChange(listener: (kind: ListKind) => void): Disposable {
    return this.#changes.on(listener)
  }

  get isWatched(): boolean {
    return this.#changes.listenerCount > 0
  }

  dispose(): void {
    this.#planned?.dispose()
    this.#planned = null
  }

  /** Something it is made of changed. */
  invalidate(): void {
    this.#built = null
    if (this.#planned === null) this.#planned = this.#clock.after(COALESCE_MS, () => this.#tellChanges())
  }

  get #now(): Built {
    return (this.#built ??= this.#build())
  }

  #build(): Built {
    const sources = this.#source.sources()
    const profile = this.#source.profile()
    const offer = buildOffer(sources, profile)
    return {
      unheard: this.#source.unheard(),
      sources,
      offer,
      tools: callNames(offer),
      prompts: promptNames(offer),
      resources: new Map(offer.resources.map(({ uri, serviceId }) => [uri, serviceId])),
      search: this.#searchMode(profile, sources, offer),
      description: describeOffer(sources, profile === null),
      texts: {},
    }
  }

  #searchMode(profile: Profile | null, sources: readonly OfferSource[], { tools }: Offer): SearchMode | null {
    if (profile === null || !isSearched(profile.search, tools.length)) return null
    const titles = new Map(sources.map(({ service }) => [service.serviceId, service.title]))
    return new SearchMode({ titles, tools, route: (params, sees) => this.#callable(params, sees) })
  }

  #tellChanges(): void {
    this.#planned = null
    for (const kind of KINDS) {
      const before = this.#shown[kind]
      if (before !== undefined && this.listText(kind) !== before) this.#changes.emit(kind)
    }
  }

  /** A client asked: what nobody ever heard is started, and told as a changed list when it came. */
  #wake({ unheard }: Built): void {
    for (const route of unheard) route.wake()
  }

  #serviceOf(uri: string): string | null {
    const { resources, offer } = this.#now
    return resources.get(uri) ?? offer.templates.find(({ matches }) => matches(uri))?.serviceId ?? null
  }

  /** Some services answer for resources they do not list: where only one has any, it is asked. */
  #unlisted(uri: string, params: Params): EntryRoute {
    const able = this.#now.sources.filter(({ catalog }) => isPlainObject(catalog.capabilities['resources']))
    const [only] = able
    if (able.length === 1 && only) return { kind: 'forward', serviceId: only.service.serviceId, params }
    return { ...unknown('resource', uri), code: LEGACY_RESOURCE_NOT_FOUND }
  }
}

function definitions({ offer, search }: Built, kind: ListKind): readonly Record<string, unknown>[] {
  if (kind === 'tools' && search) return search.definitions
  const entries = kind === 'resourceTemplates' ? offer.templates : offer[kind]
  return entries.map(({ definition }) => definition)
}

const everything: Sees = () => true

/**
 * Besides the shown name: the prefixed one, and the plain one where it is nobody else's. What was a tool's name stays
 * its own while it is blocked: else a client that remembers it would call another service with what was meant for it.
 */
function callNames({ tools, reserved }: Offer): Map<string, OfferedTool> {
  const names = new Map(tools.map((offered) => [offered.definition.name, offered]))
  const addAlias = (name: string, offered: OfferedTool): void => {
    if (!names.has(name) && !reserved.has(name)) names.set(name, offered)
  }
  for (const offered of tools) addAlias(prefixed(offered.serviceId, offered.tool.name), offered)
  const plain = Map.groupBy(tools, ({ tool }) => tool.name)
  for (const [name, [first, ...others]] of plain) if (first && others.length === 0) addAlias(name, first)
  return names
}

function promptNames(offer: Offer): Built['prompts'] {
  const names = new Map(offer.prompts.map((prompt) => [String(prompt.definition['name']), prompt]))
  for (const prompt of offer.prompts) {
    const long = prefixed(prompt.serviceId, prompt.name)
    if (!names.has(long)) names.set(long, prompt)
  }
  return names
}

function refuseBlocked({ serviceId, tool }: OfferedTool): ToolRoute {
  const why = tool.trust === 'changed' ? 'changed since it was approved' : 'is new and was not approved yet'
  return {
    kind: 'refuse',
    code: rpcCode.refused,
    message:
      `The tool "${tool.name}" of "${serviceId}" ${why}, so it is blocked. ` +
      'Ask the person to open OmniMind > Security, look at the difference and approve it.',
  }
}

function unknown(what: string, name: string): { kind: 'refuse'; code: number; message: string } {
  const message = `There is no ${what} "${name.slice(0, 200)}" here. Ask for the list again: it may have changed.`
  return { kind: 'refuse', code: rpcCode.invalidParams, message }
}
