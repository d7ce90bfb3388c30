import type { IncomingMessage, ServerResponse } from 'node:http'
import { isReading, refuseMethod, send } from './respond'

export const OAUTH_CALLBACK_PATH = '/oauth/callback'

/** What the browser brings back from signing in to a remote server (RFC 6749, 4.1.2; `iss`: RFC 9207). */
export interface SignInAnswer {
  code: string
  state: string
  iss?: string
}

/**
 * Where a sign-in service sends the browser back to. Anybody may call it: the `state`, which only that browser can
 * know, decides whose sign-in it is, and each is good once.
 * @param onAnswer returns false when no sign-in waits under this state
 */
export function oauthCallback(
  request: IncomingMessage,
  response: ServerResponse,
  onAnswer: (answer: SignInAnswer) => boolean,
): void {
  if (!isReading(request)) return refuseMethod(response, 'GET')
  const params = new URLSearchParams(request.url?.split('?')[1] ?? '')
  const [code, state, iss] = ['code', 'state', 'iss'].map((name) => params.get(name))
  if (request.method === 'HEAD') return page(response, 200, '')
  if (params.has('error'))
    return page(response, 400, 'The sign-in was refused. You can close this page and try again.')
  if (!code || !state) return page(response, 400, 'This is not a sign-in that OmniMind waits for.')
  const isKnown = onAnswer({ code, state, ...(iss ? { iss } : {}) })
  if (isKnown)
    page(
      response,
      200,
      'OmniMind got the answer. Close this page and go back to it to see whether the sign-in worked.',
    )
  else page(response, 400, 'This sign-in was used already or is too old. Press Sign in in OmniMind again.')
}

/** Plain text: nothing of what came in the address is shown. */
function page(response: ServerResponse, status: number, text: string): void {
  send(response, status, `${text}\n`, { 'Content-Type': 'text/plain; charset=utf-8' })
}
