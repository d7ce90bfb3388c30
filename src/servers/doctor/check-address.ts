import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ToolError } from '../kit/define-tool'
import { addressKind } from '../kit/net/address-kind'

export interface CheckedAddress {
  url: URL
  /** Where its host is; connect to these and ask nobody again. None when the name is not known. */
  addresses: readonly string[]
  /** At least one of them is this machine. */
  isHere: boolean
}

/**
 * An AI may have this machine and the internet examined, not the person's own network or a cloud's metadata. A query is
 * refused: with it the requests of the protocol could be made to do something at a server that is none.
 * @returns null for what is no address of HTTP: that is a finding, and is told as one
 * @throws ToolError
 */
export async function checkAddress(text: string): Promise<CheckedAddress | null> {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  if (url.username !== '' || url.password !== '')
    throw new ToolError('An address cannot hold a user name or a password. Put them into a header.')
  const forPeople = `people can: "omnimind doctor ${url.origin}${url.pathname}" in a terminal.`
  if (text.includes('?'))
    throw new ToolError(
      `An address with a query ("?") is not examined here; ${forPeople} Leave the query away, or put a key into a header.`,
    )
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await addressesOf(host)
  const refused = addresses.find((address) => !mayBeExamined(address))
  if (refused !== undefined)
    throw new ToolError(
      `${host} is in a private network (${refused}) or where nobody may be sent, which is not examined here; ${forPeople}`,
    )
  return { url, addresses, isHere: addresses.some(isLoopback) }
}

export function mayBeExamined(address: string): boolean {
  return isLoopback(address) || addressKind(address) === 'public'
}

function isLoopback(address: string): boolean {
  // ipaddr.js reads `::127.0.0.1` as if it were mapped.
  const isCompatible = /^::(?!ffff:).*\./i.test(address)
  return !isCompatible && ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

/** Of a name that is not known: none. That is a finding, too. */
async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address)
}
