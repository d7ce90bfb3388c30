import { isIPv6, type LookupFunction } from 'node:net'

/**
 * In place of the system's resolver: always these addresses, which were checked. So an answer that changes between the
 * check and the connection (DNS rebinding) changes nothing. Of none: the error of a name that is not known.
 */
export function fixedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (hostname, options, callback) => {
    const [first] = all
    if (!first) callback(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }), '', 4)
    else if (options.all) callback(null, all)
    else callback(null, first.address, first.family)
  }
}
