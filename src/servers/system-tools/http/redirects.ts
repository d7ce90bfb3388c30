import { ToolError } from '../../kit/define-tool'
import { headersForOtherOrigin, type Headers } from './request-headers'
import { targetUrl, type OwnPorts } from './target-url'

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One request of a chain of redirects. */
export interface Hop {
  method: Method
  url: URL
  headers: Headers
  body: string | undefined
}

const redirecting = new Set([301, 302, 303, 307, 308])

export function isRedirect(status: number): boolean {
  return redirecting.has(status)
}

/** True when the answer was to the request itself, and its redirect leads to where that may be read. */
export function turnsIntoGet(method: Method, status: number): boolean {
  return status === 303 ? method !== 'HEAD' : method === 'POST' && status < 303
}

/**
 * The request that a redirect asks for, as browsers do it (Fetch standard, "HTTP-redirect fetch"), but stricter: only
 * harmless headers go to another origin, and a body never does.
 * @throws ToolError
 */
export function nextHop(hop: Hop, status: number, location: string, ownPorts: OwnPorts): Hop {
  const url = targetUrl(location, ownPorts, hop.url)
  const isOther = url.origin !== hop.url.origin
  const headers = isOther ? headersForOtherOrigin(hop.headers) : hop.headers
  if (turnsIntoGet(hop.method, status))
    return { method: 'GET', url, headers: withoutContent(headers), body: undefined }
  if (isOther && hop.body !== undefined)
    throw new ToolError(
      `The answer redirects to ${url.origin} and asks to send the body there too. Call again with that address if it is meant.`,
    )
  return { ...hop, url, headers }
}

function withoutContent(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')))
}
