import { rpcCode } from '@shared/mcp/json-rpc'
import type { Door } from './door'
import { rawValues, type Refusal, type RequestHead } from './refusal'

/** A browser names the page it acts for: only our own origin may. Programs send none, and need a token anyway. */
export function checkOrigin(request: RequestHead, door: Door): Refusal | null {
  const values = rawValues(request, 'origin')
  if (values.length === 0) return null
  if (values.length === 1 && door.origins.has(values[0] as string)) return null
  return {
    guard: 'origin',
    status: 403,
    code: rpcCode.refused,
    message: 'Web pages of other origins may not use OmniMind. Connect from a program instead of a page.',
  }
}

/** Browsers also say how the page relates to us, even where they send no Origin. */
export function checkFetchSite(request: RequestHead): Refusal | null {
  const site = request.headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return null
  return {
    guard: 'fetch-site',
    status: 403,
    code: rpcCode.refused,
    message: 'Web pages of other sites may not use OmniMind. Connect from a program instead of a page.',
  }
}
