import type { Clock } from '@shared/lib/clock'
import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import { modernMethods } from '@shared/mcp/modern'
import type { Views } from '../catalog/view'
import type { Visit } from '../front/era'
import type { Received } from '../guards/message'
import type { GatewayOptions } from '../options'
import { Ask } from './ask'
import type { Asks } from './asks'
import { readEnvelope } from './envelope'
import { isFault, methodNotFound, refused, type Fault } from './fault'
import { checkStandardHeaders } from './headers'

export interface AcceptanceDeps {
  clock: Clock
  options: GatewayOptions
  views: Views
  asks: Asks
  /** The client closed the connection before it was answered. */
  onLeft(ask: Ask): void
}

/** Unanswered requests of one client, streams it listens on among them. */
const MAX_PER_TOKEN = 512

/** Checks the rules of the revision, in the order in which the first one broken is told. */
export function accept(
  deps: AcceptanceDeps,
  visit: Visit,
  request: JsonRpcRequest,
  { line, bytes }: Received,
): Ask | Fault {
  const { clock, options, views, asks } = deps
  const { headers } = visit.request
  const envelope = readEnvelope(request, headers)
  if (isFault(envelope)) return envelope
  const mismatch = checkStandardHeaders(request, headers)
  if (mismatch) return mismatch
  if (!modernMethods.has(request.method)) return methodNotFound(request.method)
  const { endpointId } = visit
  const view = views.of(endpointId)
  if (!view) return noSuchAddress
  if (asks.countOf(visit.identity.tokenId) >= MAX_PER_TOKEN) return tooMany
  const [startedAt, at] = [clock.monotonicMs(), clock.epochMs()]
  const start = { visit, endpointId, request, line, bytes, envelope, view, limits: options, startedAt, at }
  return new Ask(start, (ask) => deps.onLeft(ask))
}

const noSuchAddress = refused(
  404,
  'There is no such address (any more). The Connect page of OmniMind lists them.',
)
const tooMany = refused(
  429,
  `More than ${MAX_PER_TOKEN} requests of this token are open. Wait for answers first.`,
  { 'retry-after': '1' },
)
