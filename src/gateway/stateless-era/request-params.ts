import { isPlainObject } from '@shared/mcp/json-rpc'
import { RESERVED_META_PREFIX } from '@shared/mcp/modern'
import { traceparentOf, type TracePlace } from './trace'
import { without } from './without'

type Params = Record<string, unknown> | undefined

/** What a service of this revision hears: the client's params, with our progress token and place in the trace. */
export function modernParams(params: Params, id: number, trace: TracePlace | null): Params {
  return withMeta(params, ownMeta(params, id, trace))
}

/** What a service of an older revision hears: the same without what its revision does not know. */
export function legacyParams(params: Params, id: number, trace: TracePlace | null): Params {
  if (!params) return params
  const rest = without(params, 'inputResponses', 'requestState')
  const meta = Object.entries(ownMeta(params, id, trace)).filter(
    ([key]) => !key.startsWith(RESERVED_META_PREFIX),
  )
  return withMeta(rest, Object.fromEntries(meta))
}

function ownMeta(params: Params, id: number, trace: TracePlace | null): Record<string, unknown> {
  const given = params?.['_meta']
  const meta = isPlainObject(given) ? { ...given } : {}
  if (meta['progressToken'] !== undefined) meta['progressToken'] = id
  if (trace) meta['traceparent'] = traceparentOf(trace)
  return meta
}

function withMeta(params: Params, meta: Record<string, unknown>): Params {
  const { _meta, ...rest } = params ?? {}
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest
}
