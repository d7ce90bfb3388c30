import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import ipaddr from 'ipaddr.js'

/**
 * Where an address leads. `local`: this machine or a network that is not the internet; only to hosts the person named.
 * `never`: it gives out cloud credentials, or is no address of one machine.
 */
export type AddressKind = 'public' | 'local' | 'never'

/**
 * Metadata services of clouds (AWS, Azure, Google, Oracle, Alibaba and their container variants), which trust whoever
 * reaches them. Azure's stands in public space.
 */
const metadata = (
  '169.254.169.254 169.254.169.253 169.254.169.123 169.254.170.2 169.254.170.23 100.100.100.200 ' +
  '192.0.0.192 168.63.129.16 fd00:ec2::254 fd00:ec2::23 fd20:ce::254'
).split(' ')
const never = new BlockList()
for (const address of metadata) never.addAddress(address, isIPv4(address) ? 'ipv4' : 'ipv6')
never.addSubnet('0.0.0.0', 8, 'ipv4')
never.addSubnet('224.0.0.0', 4, 'ipv4')
never.addSubnet('240.0.0.0', 4, 'ipv4')
never.addAddress('::', 'ipv6')
never.addSubnet('ff00::', 8, 'ipv6')

/** Forms of IPv6 that carry an IPv4 address: compatible, mapped, translated (RFC 6052, RFC 8215), 6to4, Teredo. */
const carrying = new BlockList()
carrying.addSubnet('::', 96, 'ipv6')
carrying.addSubnet('::ffff:0:0', 96, 'ipv6')
carrying.addSubnet('::ffff:0:0:0', 96, 'ipv6')
carrying.addSubnet('64:ff9b::', 96, 'ipv6')
carrying.addSubnet('64:ff9b:1::', 48, 'ipv6')
carrying.addSubnet('2002::', 16, 'ipv6')
carrying.addSubnet('2001::', 32, 'ipv6')

/** IPv6 has given out nothing else to the internet so far. */
const globalIPv6 = new BlockList()
globalIPv6.addSubnet('2000::', 3, 'ipv6')

/** The network interfaces of a machine, by name. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/**
 * @param address as a resolver or a URL gives it; what is no address is `never`
 * @param own this machine's now: they come and go. On a rented server they are public, and lead to whatever listens here
 */
export function addressKind(address: string, own: Interfaces = networkInterfaces()): AddressKind {
  const withoutZone = address.replace(/%.*$/, '')
  const kind = kindByNumber(withoutZone)
  return kind === 'public' && isOneOf(withoutZone, own) ? 'local' : kind
}

/** Finds `::ffff:1.2.3.4` where 1.2.3.4 is. */
function isOneOf(address: string, own: Interfaces): boolean {
  const list = new BlockList()
  for (const one of Object.values(own).flatMap((addresses) => addresses ?? []))
    list.addAddress(one.address.replace(/%.*$/, ''), isIPv4(one.address) ? 'ipv4' : 'ipv6')
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

function kindByNumber(withoutZone: string): AddressKind {
  if (isIPv4(withoutZone)) return kindOfIPv4(withoutZone)
  if (!isIPv6(withoutZone)) return 'never'
  const plain = hexadecimal(withoutZone)
  if (never.check(plain, 'ipv6')) return 'never'
  if (carrying.check(plain, 'ipv6')) {
    const carried = carriedIPv4(plain).map((inner) => kindOfIPv4(inner))
    // A mapped address is the IPv4 address; the others reach it by somebody else's translation.
    if (ipaddr.IPv6.parse(plain).isIPv4MappedAddress()) return carried[0] ?? 'never'
    // ::1 is no address that carries 0.0.0.1.
    return carried.includes('never') && plain !== '::1' ? 'never' : 'local'
  }
  const isGlobal = globalIPv6.check(plain, 'ipv6') && ipaddr.IPv6.parse(plain).range() === 'unicast'
  return isGlobal ? 'public' : 'local'
}

/** The shortest form without dots; ipaddr.js reads `::1.2.3.4` as if it were mapped. */
function hexadecimal(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

function kindOfIPv4(address: string): AddressKind {
  if (never.check(address, 'ipv4')) return 'never'
  return ipaddr.IPv4.parse(address).range() === 'unicast' ? 'public' : 'local'
}

/** Every IPv4 address that may be meant: the last 32 bits, those after a 16-bit prefix, and those around the `u` octet. */
function carriedIPv4(address: string): string[] {
  const bytes = ipaddr.IPv6.parse(address).toByteArray()
  const at = (...places: number[]): string => places.map((place) => bytes[place]).join('.')
  const [first = 0, second = 0] = bytes
  if (first === 0x20 && second === 0x02) return [at(2, 3, 4, 5)]
  // Teredo: the server plain, the client with its bits turned around.
  const turned = bytes.slice(12).map((byte) => byte ^ 0xff)
  if (first === 0x20) return [at(4, 5, 6, 7), turned.join('.')]
  const last = at(12, 13, 14, 15)
  return address.toLowerCase().startsWith('64:ff9b:1:') ? [last, at(6, 7, 9, 10)] : [last]
}
