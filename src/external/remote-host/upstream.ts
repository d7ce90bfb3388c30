import type { IncomingMessage } from 'node:http'
import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client'
import type { Clock } from '@shared/lib/clock'
import type { Authorizer, Recovery } from './authorizer'
import { discard } from './bounded-text'
import type { HttpCall, HttpClient } from './http-client'

/** The server did not let us in. Nothing was done. */
export class AccessDenied extends Error {
  /** The person was asked to sign in and the server is tried again afterwards. */
  readonly waitsForSignIn: boolean

  constructor(text: string, waitsForSignIn: boolean) {
    super(text)
    this.name = 'AccessDenied'
    this.waitsForSignIn = waitsForSignIn
  }
}

export interface UpstreamDeps {
  url: URL
  http: HttpClient
  /** Null when the person set the Authorization header: there is nothing to sign in to. */
  authorizer: Authorizer | null
  clock: Clock
}

/** A renewed token may turn out to allow too little, and a widened one to be too old. */
const MAX_RECOVERIES = 2

/** One remote server: requests go out signed in, and a refusal is answered by signing in again. */
export class Upstream {
  readonly url: URL
  readonly clock: Clock
  readonly #http: HttpClient
  readonly #authorizer: Authorizer | null

  constructor({ url, http, authorizer, clock }: UpstreamDeps) {
    this.url = url
    this.clock = clock
    this.#http = http
    this.#authorizer = authorizer
  }

  get host(): string {
    return this.#http.host
  }

  /**
   * Sends one request; a refused one (401, 403) did nothing and is sent again with a better token.
   * @throws AccessDenied, NetworkProblem, or the signal's reason
   */
  async send(call: HttpCall, url = this.url): Promise<IncomingMessage> {
    for (let recoveries = 0; ; recoveries++) {
      const token = this.#authorizer?.token
      const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` }
      const answer = await this.#http.send(url, { ...call, headers: { ...call.headers, ...authorization } })
      const { statusCode } = answer
      if (statusCode !== 401 && !(statusCode === 403 && isTooNarrow(answer))) return answer
      await discard(answer, this.clock)
      if (recoveries === MAX_RECOVERIES)
        throw this.#denied({ kind: 'impossible', reason: 'it keeps refusing' })
      const recovery = await this.#recover(answer, token)
      if (recovery.kind !== 'ready') throw this.#denied(recovery)
    }
  }

  async #recover(answer: IncomingMessage, token: string | undefined): Promise<Recovery> {
    if (!this.#authorizer)
      return { kind: 'impossible', reason: 'it does not accept the Authorization header set for it' }
    const { resourceMetadataUrl, scope } = challengeOf(answer)
    if (answer.statusCode === 403) return await this.#authorizer.widen(token, { resourceMetadataUrl, scope })
    return await this.#authorizer.renew(token, { resourceMetadataUrl, scope })
  }

  #denied(recovery: Exclude<Recovery, { kind: 'ready' }>): AccessDenied {
    if (recovery.kind === 'sign-in')
      return new AccessDenied(`${this.host} wants you to sign in. Open OmniMind and press Sign in.`, true)
    return new AccessDenied(
      `${this.host} did not let OmniMind in: ${recovery.reason}. Check its headers in OmniMind, or sign in again.`,
      false,
    )
  }
}

function isTooNarrow(answer: IncomingMessage): boolean {
  return challengeOf(answer).error === 'insufficient_scope'
}

function challengeOf(answer: IncomingMessage): ReturnType<typeof extractWWWAuthenticateParams> {
  const value = answer.headers['www-authenticate']
  return extractWWWAuthenticateParams(
    new Response(null, { headers: value ? { 'www-authenticate': value } : {} }),
  )
}
