import type { IncomingMessage } from 'node:http'
import { rawValues } from './guard'

/** Who may use the API: a program with the owner's token, or a browser that signed in. */
export interface CredentialCheck {
  verifyToken(candidate: string): boolean
  verifySession(sessionId: string): boolean
}

/** Cookies ignore ports, so two OmniMinds side by side need two names. */
export function cookieName(port: number): string {
  return `omnimind_${port}`
}

/** Not sent from other sites, not readable by scripts. `Secure` would keep it from plain http on loopback. */
export function sessionCookie(port: number, sessionId: string, lifeMs: number): string {
  const maxAge = Math.floor(lifeMs / 1_000)
  return `${cookieName(port)}=${sessionId}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAge}`
}

/**
 * True when the request proves who it is. A cookie counts only beside our own Origin (checked by the guard
 * before): to a browser, every port of this machine is the same site, so the cookie alone would also come
 * with a request that another local page makes.
 */
export function isAuthorized(request: IncomingMessage, port: number, check: CredentialCheck): boolean {
  const [authorization, ...more] = rawValues(request, 'authorization')
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    return more.length === 0 && token !== undefined && check.verifyToken(token)
  }
  const sessionId = cookieValue(request.headers.cookie ?? '', cookieName(port))
  return request.headers.origin !== undefined && sessionId !== undefined && check.verifySession(sessionId)
}

function cookieValue(header: string, name: string): string | undefined {
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`))
  return pair?.trim().slice(name.length + 1)
}
