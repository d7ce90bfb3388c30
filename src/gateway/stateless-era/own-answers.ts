import { isPlainObject } from '@shared/mcp/json-rpc'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { scopedTo } from '../catalog/scoped-view'
import type { ListKind, View } from '../catalog/view'
import type { Ask } from './ask'
import { invalidParams, methodNotFound, type Fault } from './fault'
import { responseText } from './result-text'
import { without } from './without'

/** Clients that listen hear of changes at once; the others see them after this. */
const LIST_TTL_MS = 5_000
/** What is offered depends on the token. */
const CACHE_SCOPE = 'private'

interface List {
  kind: ListKind
  /** Without this capability the method does not exist. */
  capability: string
}

const lists: Readonly<Record<string, List>> = {
  'tools/list': { kind: 'tools', capability: 'tools' },
  'prompts/list': { kind: 'prompts', capability: 'prompts' },
  'resources/list': { kind: 'resources', capability: 'resources' },
  'resources/templates/list': { kind: 'resourceTemplates', capability: 'resources' },
}

/** @returns the response to a request the gateway answers itself; null when it goes to a service */
export function ownAnswer(ask: Ask): string | Fault | null {
  const { method } = ask.request
  if (method === 'server/discover') return discover(ask)
  const list = Object.hasOwn(lists, method) ? lists[method] : undefined
  return list ? listed(ask, list) : null
}

function discover(ask: Ask): string {
  const { capabilities, serverInfo, instructions } = scopedTo(
    ask.start.visit.identity,
    ask.start.view,
  ).describe()
  const result = {
    resultType: 'complete',
    supportedVersions: [MODERN_VERSION],
    // Tasks became an extension of their own, which is not carried here.
    capabilities: without(capabilities, 'tasks'),
    ...(instructions === undefined ? {} : { instructions }),
    ttlMs: LIST_TTL_MS,
    cacheScope: CACHE_SCOPE,
    _meta: { [metaKey.serverInfo]: serverInfo },
  }
  return responseText(ask.request.id, JSON.stringify(result))
}

function listed(ask: Ask, { kind, capability }: List): string | Fault {
  const { view, request, visit } = ask.start
  const { capabilities, serverInfo } = view.describe()
  if (capabilities[capability] === undefined) return methodNotFound(request.method)
  if (request.params?.['cursor'] !== undefined)
    return invalidParams('There is no such page: lists come whole here, without a cursor.')
  const meta = JSON.stringify({ [metaKey.serverInfo]: serverInfo })
  return responseText(
    request.id,
    `{"resultType":"complete","ttlMs":${LIST_TTL_MS},"cacheScope":"${CACHE_SCOPE}",` +
      `"${kind}":${scopedTo(visit.identity, view).listText(kind)},"_meta":${meta}}`,
  )
}

/** True when the view's service offers this at all. */
export function offers(view: View, capability: string, member: string): boolean {
  const offered = view.describe().capabilities[capability]
  return isPlainObject(offered) && offered[member] === true
}
