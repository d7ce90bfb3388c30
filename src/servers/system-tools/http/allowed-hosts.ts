import { isIPv6 } from 'node:net'
import { OmniMindError } from '@shared/errors'

/** A host of the person's own network that may be opened; without a port, on every port but OmniMind's. */
export interface AllowedHost {
  host: string
  port: number | null
}

/** @param text `host` or `host:port`; an IPv6 address with a port in brackets. @throws OmniMindError CONFIG_INVALID */
export function parseAllowedHost(text: string): AllowedHost {
  const trimmed = text.trim()
  const [, host = '', port] = isIPv6(trimmed)
    ? [trimmed, `[${trimmed}]`]
    : (/^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(trimmed) ?? [])
  const canonical = /[/?#@\\\s]/.test(host) || host === '' ? null : URL.parse(`http://${host}`)
  if (canonical && (port === undefined || (Number(port) > 0 && Number(port) < 65_536)))
    return { host: plainHost(canonical.hostname), port: port === undefined ? null : Number(port) }
  throw new OmniMindError('CONFIG_INVALID', `The allowed host ${JSON.stringify(text)} cannot be read.`, {
    nextStep: 'Write a host alone, or with a port: nas.local, localhost:8080, [::1]:8080.',
  })
}

export function isAllowedHost(hostname: string, port: number, allowed: readonly AllowedHost[]): boolean {
  const host = plainHost(hostname)
  return allowed.some((one) => one.host === host && (one.port === null || one.port === port))
}

/** Without brackets, and without the dot that ends a full name. */
export function plainHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}
