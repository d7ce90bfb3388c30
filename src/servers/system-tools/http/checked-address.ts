import { isIP, isIPv6 } from 'node:net'
import { lookup } from 'node:dns/promises'
import { errorText } from '@shared/errors'
import { ToolError } from '../../kit/define-tool'
import { addressKind } from '../../kit/net/address-kind'
import { isAllowedHost, type AllowedHost } from './allowed-hosts'

/** Every address of a host, as the system would connect to it. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address)

export interface Destination {
  /** Without brackets. */
  hostname: string
  port: number
}

/**
 * Asks once where a host is, and answers only when every address may be connected to: a name that leads to both a public
 * and a private address is refused. Whoever connects uses these addresses and asks nobody again, so an answer that
 * changes (DNS rebinding) changes nothing.
 * @throws ToolError
 */
export async function checkedAddresses(
  { hostname, port }: Destination,
  resolve: Resolve,
  allowedHosts: readonly AllowedHost[],
): Promise<readonly string[]> {
  const addresses = isIP(hostname) ? [hostname] : await resolved(hostname, resolve)
  const kinds = new Set(addresses.map((address) => addressKind(address)))
  if (kinds.has('never'))
    throw new ToolError(
      `${hostname} leads to an address that is never opened (cloud metadata, or no single machine).`,
    )
  if (kinds.has('local') && !isAllowedHost(hostname, port, allowedHosts))
    throw new ToolError(
      `${hostname} leads to this machine or a private network, which is refused. The person can allow ` +
        `"${isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}" in the settings of System tools.`,
    )
  return addresses
}

async function resolved(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(hostname).catch((error: unknown) => {
    throw new ToolError(`The host ${hostname} was not found: ${errorText(error)}`)
  })
  if (addresses.length === 0) throw new ToolError(`The host ${hostname} has no address.`)
  return addresses
}
