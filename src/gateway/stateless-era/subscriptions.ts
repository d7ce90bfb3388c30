import type { Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import { isPlainObject } from '@shared/mcp/json-rpc'
import { acknowledgedMethod, metaKey, SubscriptionFilter } from '@shared/mcp/modern'
import type { CallGuards } from '../calls/call-guards'
import type { Catalogs, ListKind, Views } from '../catalog/view'
import type { Ask } from './ask'
import type { Asks } from './asks'
import type { Conversations } from './conversations'
import { invalidParams, refused, type Fault } from './fault'
import { offers } from './own-answers'
import { RemoteListening } from './remote-listening'
import { admittedResources } from './resource-routes'
import { responseText } from './result-text'
import type { Upstream } from './upstream'

/** Streams of one client; a client needs one for each address, and a few more while it starts anew. */
const MAX_PER_TOKEN = 64

export interface SubscriptionsDeps {
  clock: Clock
  asks: Asks
  views: Views
  guards: CallGuards
  catalogs: Catalogs
  conversations: Conversations
}

/** What tells a client that a list changed. */
const changes: Readonly<Record<ListKind, { flag: ListFlag; method: string }>> = {
  tools: { flag: 'toolsListChanged', method: 'notifications/tools/list_changed' },
  prompts: { flag: 'promptsListChanged', method: 'notifications/prompts/list_changed' },
  resources: { flag: 'resourcesListChanged', method: 'notifications/resources/list_changed' },
  resourceTemplates: { flag: 'resourcesListChanged', method: 'notifications/resources/list_changed' },
}
const kinds = Object.keys(changes) as ListKind[]
type ListFlag = 'toolsListChanged' | 'promptsListChanged' | 'resourcesListChanged'

/** The open `subscriptions/listen` streams. */
export class Subscriptions {
  readonly #deps: SubscriptionsDeps
  readonly #open = new Map<Ask, DisposableStore>()

  constructor(deps: SubscriptionsDeps) {
    this.#deps = deps
  }

  /** @param homeId under which service's name it is counted */
  open(ask: Ask, homeId: string): void {
    const { asks } = this.#deps
    asks.aim(ask, homeId)
    const filter = SubscriptionFilter.safeParse(ask.request.params?.['notifications'])
    const fault = this.#faultOf(ask, filter.success)
    if (fault || !filter.data) return asks.fault(ask, fault ?? noFilter, 'refused')
    const held = new DisposableStore()
    this.#open.set(ask, held)
    ask.onLeft = () => this.#release(ask)
    const wanted = honoredFlags(ask, filter.data)
    const uris = filter.data.resourceSubscriptions ?? []
    const { guards, views } = this.#deps
    const canListen = (serviceId: string): boolean => {
      const view = views.of(serviceId)
      return view !== null && offers(view, 'resources', 'subscribe')
    }
    const begin = (found: Map<string, string[]>): void => this.#begin(ask, wanted, found)
    held.add(admittedResources(ask, uris, canListen, guards, begin))
  }

  /** Ends the streams of addresses that are gone. */
  dropAddresses(): void {
    for (const ask of this.#open.keys())
      if (this.#deps.views.of(ask.start.endpointId) === null) this.#end(ask)
  }

  /** Ends the streams of these tokens. */
  dropTokens(isGone: (tokenId: string) => boolean): void {
    for (const ask of this.#open.keys()) if (isGone(ask.tokenId)) this.#end(ask)
  }

  close(): void {
    for (const ask of this.#open.keys()) this.#end(ask)
  }

  #faultOf(ask: Ask, isReadable: boolean): Fault | null {
    if (!isReadable) return noFilter
    if (!ask.start.visit.accepts.events) return needsEvents
    const own = [...this.#open.keys()].filter((one) => one.tokenId === ask.tokenId)
    return own.length >= MAX_PER_TOKEN ? tooMany : null
  }

  /** First what is honoured, then what happens. */
  #begin(ask: Ask, flags: SubscriptionFilter, found: Map<string, string[]>): void {
    const { asks } = this.#deps
    const held = this.#open.get(ask)
    if (!held) return
    const listened = [...found].filter(([serviceId, own]) => this.#listen(ask, held, serviceId, own))
    const uris = listened.flatMap(([, own]) => own)
    const honored = { ...flags, ...(uris.length > 0 ? { resourceSubscriptions: uris } : {}) }
    this.#tell(ask, acknowledgedMethod, { notifications: honored })
    asks.recordBegun(ask)
    if (Object.keys(honored).length === 0) return this.#end(ask)
    // A view tells of changes in the lists that somebody has seen.
    for (const kind of kinds) if (flags[changes[kind].flag]) ask.start.view.listText(kind)
    held.add(ask.start.view.onChange((kind) => this.#changed(ask, flags, kind)))
  }

  #changed(ask: Ask, flags: SubscriptionFilter, kind: ListKind): void {
    const { flag, method } = changes[kind]
    if (flags[flag]) this.#tell(ask, method, {})
  }

  /** @returns false when nobody can listen to this service now */
  #listen(ask: Ask, held: DisposableStore, serviceId: string, uris: readonly string[]): boolean {
    const { clock, catalogs, conversations } = this.#deps
    const onEnded = (): void => this.#end(ask)
    const onUpdated = ({ params }: { params?: Record<string, unknown> }): void =>
      this.#tell(ask, 'notifications/resources/updated', params ?? {})
    if (catalogs.isModern(serviceId)) {
      const meta = ask.request.params?.['_meta']
      const route = conversations.routeOf(serviceId)
      const upstream = (): Upstream => conversations.shared(serviceId)
      held.add(new RemoteListening({ clock, route, upstream, uris, meta, onUpdated, onEnded }))
      return true
    }
    const conversation = conversations.own(serviceId, ask)
    if (!conversation) return false
    held.add(conversation.onEnded(onEnded))
    for (const uri of uris) held.add(conversation.subscribe(uri, onUpdated))
    return true
  }

  #tell(ask: Ask, method: string, params: Record<string, unknown>): void {
    const meta = isPlainObject(params['_meta']) ? params['_meta'] : {}
    const tagged = { ...params, _meta: { ...meta, [metaKey.subscriptionId]: ask.request.id } }
    const text = JSON.stringify({ jsonrpc: '2.0', method, params: tagged })
    ask.answer.notify(text, false, this.#deps.clock.monotonicMs())
  }

  /** Ends the stream with the result of the request, so that the client knows that it did not just break. */
  #end(ask: Ask): void {
    this.#release(ask)
    const { serverInfo } = ask.start.view.describe()
    const meta = { [metaKey.subscriptionId]: ask.request.id, [metaKey.serverInfo]: serverInfo }
    const text = responseText(ask.request.id, JSON.stringify({ resultType: 'complete', _meta: meta }))
    this.#deps.asks.finish(ask, text, { outcome: 'ok' })
  }

  #release(ask: Ask): void {
    this.#open.get(ask)?.dispose()
    this.#open.delete(ask)
  }
}

/** What was asked for and can happen. */
function honoredFlags(ask: Ask, filter: SubscriptionFilter): SubscriptionFilter {
  const { view } = ask.start
  return {
    ...(filter.toolsListChanged && offers(view, 'tools', 'listChanged') && { toolsListChanged: true }),
    ...(filter.promptsListChanged && offers(view, 'prompts', 'listChanged') && { promptsListChanged: true }),
    ...(filter.resourcesListChanged &&
      offers(view, 'resources', 'listChanged') && { resourcesListChanged: true }),
  }
}

const noFilter = invalidParams(
  '"notifications" must say what to listen to, for example {"toolsListChanged":true}.',
)
const needsEvents = refused(406, 'Listening needs "Accept: application/json, text/event-stream".')
const tooMany = refused(429, `More than ${MAX_PER_TOKEN} streams of this token are open. Close one first.`)
