import { readFileSync } from 'node:fs'
import { homedir, hostname, networkInterfaces, userInfo } from 'node:os'

const HIDDEN = '(hidden)'
/** Folders every system has; others may be named after somebody. */
const COMMON_MOUNT = /^(\/|\/(boot|boot\/efi|home|var|tmp|usr|opt|srv|mnt|media|data|root)|[A-Z]:\\?)$/
const PLAIN_DEVICE =
  /^(\/dev\/([a-z]d[a-z]+[0-9]*|(nvme|mmcblk|disk|loop|md|zram)[0-9nps]+)|[A-Z]:|tmpfs|overlay)$/

/** A mount path as it may be shown, null when it could name a person. */
export function commonMount(path: string): string | null {
  return COMMON_MOUNT.test(path) ? path : null
}

/** A device's name; null for names people give: volume groups, network shares, labels. */
export function plainDevice(name: string): string | null {
  return PLAIN_DEVICE.test(name) ? name : null
}

/** A network interface's name; some are made of the hardware address. */
export function plainInterface(name: string): string {
  return name.replace(/[0-9a-f]{12}/i, '...').slice(0, 40)
}

/** The name of a program; what a process wrote behind it (arguments, who is connected) is left out. */
export function programName(name: string): string {
  const path = /^([A-Z]:\\)?[^\s:]*/i.exec(name.trim())?.[0] ?? ''
  return (path.split(/[\\/]/).at(-1) ?? '').slice(0, 64)
}

/**
 * Replaces what identifies this computer in every text of an answer. A last wall: answers are made of chosen fields, none
 * of which should hold such a thing.
 */
export function hideIdentity<T>(answer: T, identity: RegExp): T {
  const text = JSON.stringify(answer, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(identity, HIDDEN) : value,
  )
  return JSON.parse(text) as T
}

/** Host name, user, home, addresses of this moment, the system's own id; as whole words. */
export function identityPattern(): RegExp {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal }) => !internal)
    .flatMap(({ address, mac }) => [address, mac, mac.replaceAll(':', '')])
  const words = [
    hostname(),
    hostname().split('.')[0] ?? '',
    homedir(),
    machineId(),
    ...userNames(),
    ...addresses,
  ]
  const found = words
    .filter((word) => word.length > 1)
    .map((word) => word.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`))
  // Longest first, so that a part of one does not leave the rest behind.
  found.sort((a, b) => b.length - a.length)
  return new RegExp(found.length === 0 ? '(?!)' : `(?<![A-Za-z0-9])(${found.join('|')})(?![A-Za-z0-9])`, 'gi')
}

function userNames(): string[] {
  try {
    return [userInfo().username]
  } catch {
    return []
  }
}

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    return ''
  }
}
