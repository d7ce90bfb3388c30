import type { IncomingMessage } from 'node:http'

/** Why a request is not let in; the text goes to the one who asked. */
export interface Refusal {
  status: 400 | 403
  message: string
}

/** The three spellings under which one loopback port may be asked for. */
export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
}

/**
 * The first walls, before any route: a page of another site, or a name that was bent to this machine (DNS
 * rebinding), gets nothing. Headers are compared as raw bytes; parsing them as URLs would let
 * `evil.com@127.0.0.1` pass. A browser sends Origin or Sec-Fetch-Site, other programs neither.
 *
 * @param hosts what `ownHosts` gives for the server's port
 * @param isOpen paths to which a link or a redirect of another site may lead a browser
 */
export function refusal(
  request: IncomingMessage,
  hosts: readonly string[],
  isOpen: (path: string) => boolean = () => false,
): Refusal | null {
  const [host, ...otherHosts] = rawValues(request, 'host')
  if (host === undefined || otherHosts.length > 0 || !hosts.includes(host))
    return { status: 403, message: `Ask this server as ${hosts[0]}: the Host header names another one.` }
  if (!request.url?.startsWith('/')) return { status: 400, message: 'The request target must be a path.' }
  const origins = rawValues(request, 'origin')
  if (origins.length > 1 || (origins[0] !== undefined && origins[0] !== `http://${host}`))
    return { status: 403, message: 'Requests from other web pages are refused.' }
  if (isNavigation(request) && isOpen(request.url.split('?')[0] ?? '')) return null
  const site = rawValues(request, 'sec-fetch-site')
  if (site.some((value) => value !== 'same-origin' && value !== 'none' && value !== 'same-site'))
    return { status: 403, message: 'Requests from other web sites are refused.' }
  return null
}

/** The person's browser goes there itself, not a script in some page; forms cannot do it by GET without being seen. */
function isNavigation(request: IncomingMessage): boolean {
  const mode = rawValues(request, 'sec-fetch-mode')
  return request.method === 'GET' && mode.every((value) => value === 'navigate')
}

/** Every value of a header as it was sent; Node itself keeps only the first Host and joins Origins. */
export function rawValues({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
}
