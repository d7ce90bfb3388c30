import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { LEGACY_RESOURCE_NOT_FOUND } from '@shared/mcp/modern'
import { buildView, definitions, type BuiltView, type ViewSource } from './built-view'
import { describeOffer } from './description'
import { refuseBlocked, unknown } from './entry-refusals'
import type { EntryRoute, ListKind, Sees, ToolRoute, View } from './view'

type Params = Record<string, unknown>

/** Several services may change in the same moment; clients hear of each list once. */
const COALESCE_MS = 100
const KINDS: readonly ListKind[] = ['tools', 'prompts', 'resources', 'resourceTemplates']

/** What one address offers now, built when somebody asks and kept until something changes. */
export class LiveView implements View, Disposable {
  readonly endpointId: string
  readonly #source: ViewSource
  readonly #clock: Clock
  readonly #changes = new Emitter<ListKind>()
  #built: BuiltView | null = null
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

  get #now(): BuiltView {
    return (this.#built ??= this.#build())
  }

  #build(): BuiltView {
    return buildView(this.#source, (params, sees) => this.#callable(params, sees))
  }

  #tellChanges(): void {
    this.#planned = null
    for (const kind of KINDS) {
      const before = this.#shown[kind]
      if (before !== undefined && this.listText(kind) !== before) this.#changes.emit(kind)
    }
  }

  /** A client asked: what nobody ever heard is started, and told as a changed list when it came. */
  #wake({ unheard }: BuiltView): void {
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

const everything: Sees = () => true
