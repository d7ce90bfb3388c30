import { Found } from '../finding'

/** @throws Found when it is no address of HTTP */
export function readAddress(text: string): URL {
  const url = URL.parse(text)
  if (url && isHttp(url)) return url
  throw new Found({
    code: 'ADDRESS_INVALID',
    text: `"${text}" does not begin with http:// or https://, or is no address.`,
  })
}

export function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:'
}

/** By its name alone; nothing is looked up. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname)
}

/** Without what may be secret in it: user, password and query. */
export function withoutSecrets(url: URL): string {
  return `${url.origin}${url.pathname}`
}

/** The same address, spoken to in the other way. */
export function withScheme(url: URL, scheme: 'http' | 'https'): string {
  return `${scheme}://${url.host}${url.pathname}`
}
