import { ToolError } from '../../kit/define-tool'

/** OmniMind's own ports, the offset added; both ends are among them. */
export interface OwnPorts {
  first: number
  last: number
}

/**
 * A URL that may be tried; where it leads is checked when it is connected. Node's parser is the one that is used for the
 * request as well, so what is judged here is what is opened: it brings numbers in every base, full-width letters and the
 * like to one form.
 * @param base what a relative one begins with
 * @throws ToolError
 */
export function targetUrl(text: string, ownPorts: OwnPorts, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (!url) throw new ToolError(`This is no web address: ${shown(text)}`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ToolError(`Only http and https addresses can be opened, not ${shown(url.protocol)}`)
  if (url.username !== '' || url.password !== '')
    throw new ToolError(
      'An address with a user name or password in it is refused. Give them in the authorization header.',
    )
  const port = portOf(url)
  if (port === 0) throw new ToolError('Port 0 cannot be connected to.')
  if (port >= ownPorts.first && port <= ownPorts.last)
    throw new ToolError(`Ports ${ownPorts.first} to ${ownPorts.last} belong to OmniMind and are not opened.`)
  return url
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200))
}
