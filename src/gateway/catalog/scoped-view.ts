import { isPlainObject } from '@shared/mcp/json-rpc'
import { allows } from '../guards/scope'
import type { Identity } from '../guards/token'
import type { EntryRoute, ListKind, View } from './view'

/**
 * @returns the view as this client may see it: a limited token lists nothing that would be refused to it, but for one
 * that judges the whole lists
 */
export function scopedTo(identity: Identity, view: View): View {
  const { services, tools, readOnly } = identity.scope
  if (services === null && tools === null && !readOnly) return view
  return {
    endpointId: view.endpointId,
    serviceIds: view.serviceIds.filter((serviceId) => allows(identity, serviceId, null)),
    describe: () => view.describe((serviceId) => allows(identity, serviceId, null)),
    listText: (kind) => (identity.listsAll ? view.listText(kind) : filtered(identity, view, kind)),
    tool: (params) => view.tool(params, (serviceId, tool) => allows(identity, serviceId, tool)),
    prompt: (params) => view.prompt(params),
    resource: (params) => view.resource(params),
    completion: (params) => view.completion(params),
    onChange: (listener) => view.onChange(listener),
  }
}

function filtered(identity: Identity, view: View, kind: ListKind): string {
  const entries = JSON.parse(view.listText(kind)) as unknown[]
  return JSON.stringify(
    entries.filter((entry) => isPlainObject(entry) && isSeen(identity, view, kind, entry)),
  )
}

/** Asks the view where a request for the entry would go, as only it knows what its names mean. */
function isSeen(identity: Identity, view: View, kind: ListKind, entry: Record<string, unknown>): boolean {
  if (kind !== 'tools') {
    const route = routeOf(view, kind, entry)
    return route.kind === 'forward' && allows(identity, route.serviceId, null)
  }
  const route = view.tool({ name: entry['name'] })
  // What is listed and goes to no service is search mode's own: it reaches nothing by itself.
  return route.kind !== 'forward' || allows(identity, route.serviceId, route.tool)
}

function routeOf(view: View, kind: Exclude<ListKind, 'tools'>, entry: Record<string, unknown>): EntryRoute {
  if (kind === 'prompts') return view.prompt({ name: entry['name'] })
  if (kind === 'resources') return view.resource({ uri: entry['uri'] })
  return view.completion({ ref: { type: 'ref/resource', uri: entry['uriTemplate'] } })
}
