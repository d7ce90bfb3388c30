import { ToolError } from '../../kit/define-tool'
import { version } from '../../../../package.json'

export type Headers = Readonly<Record<string, string>>

const MAX_HEADERS = 50
/** RFC 9110, 5.6.2 "token". */
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
/** RFC 9110, 5.5, without bytes above ASCII. */
const fieldValue = /^[\t\x20-\x7e]{0,8000}$/
/** They frame the message, choose the host or speak to proxies: the connection's affair, not the caller's. */
const reserved =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|content-length|upgrade|expect|via|http2-settings|proxy-.*)$/

/** Lower-case names, with ours where the caller gave none. @throws ToolError naming the header */
export function requestHeaders(given: Headers): Record<string, string> {
  const entries = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const)
  if (entries.length > MAX_HEADERS) throw new ToolError(`At most ${MAX_HEADERS} headers can be sent.`)
  for (const [name, value] of entries) {
    if (!fieldName.test(name)) throw new ToolError(`${JSON.stringify(name)} is no name of a header.`)
    if (reserved.test(name))
      throw new ToolError(`The header ${name} is set by the connection itself; leave it out.`)
    if (!fieldValue.test(value))
      throw new ToolError(
        `The value of the header ${name} may hold printable ASCII only, at most 8,000 characters.`,
      )
  }
  return {
    'user-agent': `OmniMind/${version}`,
    accept: '*/*',
    ...Object.fromEntries(entries),
    // What we can unpack while counting.
    'accept-encoding': 'gzip, deflate, br, zstd',
  }
}

const forEveryOrigin = new Set(['user-agent', 'accept', 'accept-language', 'accept-encoding', 'content-type'])

/** What may follow a redirect to another origin: nothing that could be a secret (authorization, cookies, API keys). */
export function headersForOtherOrigin(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => forEveryOrigin.has(name)))
}
