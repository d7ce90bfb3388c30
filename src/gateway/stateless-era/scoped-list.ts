import { isPlainObject } from '@shared/mcp/json-rpc'
import type { EntryRoute, ListKind, ToolRoute, View } from '../catalog/view'
import { allows } from '../guards/scope'
import type { Identity } from '../guards/token'

/**
 * The list as this client may see it: what it could not call is not listed.
 * @returns the members as JSON text, as `View.listText` gives them
 */
export function scopedListText(view: View, kind: ListKind, identity: Identity): string {
  const text = view.listText(kind)
  const { services, tools, readOnly } = identity.scope
  if (services === null && tools === null && !readOnly) return text
  const entries = JSON.parse(text) as unknown[]
  return JSON.stringify(
    entries.filter((entry) => isPlainObject(entry) && isOpen(view, kind, identity, entry)),
  )
}

function isOpen(view: View, kind: ListKind, identity: Identity, entry: Record<string, unknown>): boolean {
  const route = routeOf(view, kind, entry)
  if (route.kind === 'answer') return true
  if (route.kind === 'refuse') return false
  return allows(identity, route.serviceId, 'tool' in route ? route.tool : null)
}

function routeOf(view: View, kind: ListKind, entry: Record<string, unknown>): ToolRoute | EntryRoute {
  const { name, uri, uriTemplate } = entry
  if (kind === 'tools') return view.tool({ name })
  if (kind === 'prompts') return view.prompt({ name })
  if (kind === 'resources') return view.resource({ uri })
  // Any resource of the template tells whose it is.
  return view.resource({ uri: String(uriTemplate).replace(/\{[^}]*\}/g, 'x') })
}
