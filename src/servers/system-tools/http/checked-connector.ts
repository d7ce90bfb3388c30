import { buildConnector } from 'undici'
import { fixedLookup } from '../../kit/net/fixed-lookup'
import { checkedAddresses, type Destination, type Resolve } from './checked-address'
import { plainHost, type AllowedHost } from './allowed-hosts'

const CONNECT_MS = 10_000

/**
 * Opens connections for undici: only to addresses that were checked, by the name the request has, so that the certificate
 * and the Host header are those of the name.
 */
export function checkedConnector(
  resolve: Resolve,
  allowedHosts: readonly AllowedHost[],
): buildConnector.connector {
  const open: (...given: Parameters<buildConnector.connector>) => Promise<void> = async (
    options,
    callback,
  ) => {
    const checked = await checkedAddresses(destinationOf(options), resolve, allowedHosts).catch(asError)
    if (checked instanceof Error) return callback(checked, null)
    const connect = buildConnector({ allowH2: false, timeout: CONNECT_MS, lookup: fixedLookup(checked) })
    connect(options, callback)
  }
  return (options, callback) => void open(options, callback)
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function destinationOf({ hostname, port, protocol }: buildConnector.Options): Destination {
  const usual = protocol === 'https:' ? 443 : 80
  return { hostname: plainHost(hostname), port: Number(port) || usual }
}
