import type { IncomingMessage, ServerResponse } from 'node:http'
import { BROWSER_SESSION_MS } from '../access'
import { sessionCookie } from './credentials'
import { isReading, refuseMethod, send } from './respond'

export interface SignInDeps {
  port: number
  redeemSignInCode: (code: string) => string | null
}

/** `/dashboard?signin=CODE`: uses the code up, leaves the cookie and takes the code out of the address. */
export function signIn(
  request: IncomingMessage,
  response: ServerResponse,
  code: string,
  { port, redeemSignInCode }: SignInDeps,
): void {
  if (!isReading(request)) return refuseMethod(response, 'GET')
  const sessionId = request.method === 'GET' ? redeemSignInCode(code) : null
  if (sessionId === null) {
    const text =
      'This sign-in link was used already or is too old.\nGet a new one with "omnimind open", or from the tray.\n'
    return send(response, 403, text, { 'Content-Type': 'text/plain; charset=utf-8' })
  }
  const headers = { Location: '/dashboard', 'Set-Cookie': sessionCookie(port, sessionId, BROWSER_SESSION_MS) }
  send(response, 303, '', headers)
}
