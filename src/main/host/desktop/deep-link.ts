import { z } from 'zod'
import { ServiceId } from '@shared/domain/service'

export const LINK_SCHEME = 'omnimind'

/** Where an `omnimind://` address may lead. Pages only: no link from outside ever changes anything. */
export const DeepLink = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('service'), serviceId: ServiceId }),
  z.object({ kind: z.literal('connect') }),
])
export type DeepLink = z.infer<typeof DeepLink>

/** Matched as text, not parsed as a URL: parsing would resolve `..` and escapes first. */
const pattern = /^omnimind:\/\/(?:(?<connect>connect)|service\/(?<serviceId>[^/]+))\/?$/

/** @returns null for everything but `omnimind://service/<id>` and `omnimind://connect` */
export function parseDeepLink(text: string): DeepLink | null {
  const groups = pattern.exec(text)?.groups
  if (groups === undefined) return null
  if (groups['connect'] !== undefined) return { kind: 'connect' }
  return DeepLink.safeParse({ kind: 'service', serviceId: groups['serviceId'] }).data ?? null
}

/** The first deep link among command-line arguments, as Windows and Linux hand it to a new process. */
export function findDeepLink(argv: readonly string[]): DeepLink | null {
  for (const argument of argv) {
    const link = parseDeepLink(argument)
    if (link !== null) return link
  }
  return null
}

/** The place of the UI a link leads to, as the hash of its address. */
export function placeOf(link: DeepLink): string {
  return link.kind === 'connect' ? '#/connect' : `#/services/${link.serviceId}`
}
