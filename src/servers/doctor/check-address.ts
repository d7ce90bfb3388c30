import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { ToolError } from '../kit/define-tool'

/**
 * An AI may have this machine and the internet examined, not the person's own network or a cloud's metadata. A name is
 * looked up once here and once when it is contacted, so whoever answers for it could lie the second time; what can be
 * reached then gets an MCP greeting and nothing else.
 * @throws ToolError
 */
export async function checkAddress(text: string): Promise<void> {
  const url = URL.parse(text)
  // No address at all is a finding, and is told as one.
  if (!url || !/^https?:$/.test(url.protocol)) return
  if (url.username !== '' || url.password !== '')
    throw new ToolError('An address cannot hold a user name or a password. Put them into a header.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = ipaddr.isValid(host) ? [host] : await addressesOf(host)
  const refused = addresses.find((address) => !mayBeExamined(address))
  if (refused !== undefined)
    throw new ToolError(
      `${host} is in a private network (${refused}), which the doctor examines only for people: ` +
        `they can run "omnimind doctor ${url.origin}${url.pathname}" in a terminal.`,
    )
}

export function mayBeExamined(address: string): boolean {
  return ['loopback', 'unicast'].includes(ipaddr.process(address).range())
}

/** Of a name that is not known: none. That is a finding, too. */
async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address)
}
