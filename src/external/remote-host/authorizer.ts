import {
  auth,
  computeScopeUnion,
  InsecureTokenEndpointError,
  isStrictScopeSuperset,
  IssuerMismatchError,
  OAuthError,
  RegistrationRejectedError,
  type FetchLike,
} from '@modelcontextprotocol/client'
import { MINUTE, type Clock } from '@shared/lib/clock'
import type { OAuthProvider } from './oauth-provider'

/** What the `WWW-Authenticate` header of a refusal says (RFC 6750, RFC 9728). */
export interface Challenge {
  resourceMetadataUrl?: URL | undefined
  scope?: string | undefined
}

/** `ready`: try again. `sign-in`: the person was asked to. `impossible`: why, in words. */
export type Recovery = { kind: 'ready' } | { kind: 'sign-in' } | { kind: 'impossible'; reason: string }

export interface AuthorizerDeps {
  serverUrl: URL
  provider: OAuthProvider
  fetch: FetchLike
  clock: Clock
}

/** So long a person may take to sign in; until then no other sign-in is begun for the same. */
const SIGN_IN_MS = 10 * MINUTE
/** With a refresh token the way without the person is tried again sooner: its refusal may have been a passing one. */
const REFRESH_MS = 2 * MINUTE

/** Gets and renews the access token of one server, once however many requests were refused at a time. */
export class Authorizer {
  readonly #deps: AuthorizerDeps
  #running: Promise<Recovery> | null = null
  #grantedScope: string | undefined
  /** The sign-in a person was asked for last. */
  #asked: { scope: string | undefined; atMs: number } | null = null
  #resourceMetadataUrl: URL | undefined

  constructor(deps: AuthorizerDeps) {
    this.#deps = deps
  }

  get token(): string | undefined {
    return this.#deps.provider.tokens()?.access_token
  }

  /** The token was not accepted (401): renews it, or asks the person to sign in. */
  async renew(refused: string | undefined, challenge: Challenge): Promise<Recovery> {
    if (this.token !== undefined && this.token !== refused) return { kind: 'ready' }
    return await this.#once(() => this.#authorize(challenge, challenge.scope, false))
  }

  /** The token is good but not for this (403 insufficient_scope): asks for more, unless that was asked before. */
  async widen(refused: string | undefined, challenge: Challenge): Promise<Recovery> {
    if (this.token !== undefined && this.token !== refused) return { kind: 'ready' }
    const held = computeScopeUnion(this.#grantedScope, this.#deps.provider.tokens()?.scope)
    const wanted = computeScopeUnion(held, challenge.scope)
    if (!isStrictScopeSuperset(wanted, held))
      return { kind: 'impossible', reason: 'the account that signed in is not allowed to do this' }
    return await this.#once(() => this.#authorize(challenge, wanted, true))
  }

  /**
   * The browser came back from signing in.
   * @param iss the issuer the browser brought (RFC 9207); undefined when it brought none
   */
  async finish(code: string, state: string, iss: string | undefined): Promise<Recovery> {
    const { provider, serverUrl, fetch } = this.#deps
    const pending = provider.resume(state)
    if (!pending)
      return { kind: 'impossible', reason: 'the sign-in was begun somewhere else or too long ago' }
    try {
      await auth(provider, {
        serverUrl,
        authorizationCode: code,
        fetchFn: fetch,
        ...(iss === undefined ? {} : { iss }),
        ...(pending.scope === null ? {} : { scope: pending.scope }),
      })
      this.#grantedScope = pending.scope ?? undefined
      return { kind: 'ready' }
    } catch (error) {
      return { kind: 'impossible', reason: authReason(error) }
    } finally {
      this.#asked = null
      provider.settle()
    }
  }

  #once(run: () => Promise<Recovery>): Promise<Recovery> {
    this.#running ??= run().finally(() => (this.#running = null))
    return this.#running
  }

  /** Another sign-in would make the one worthless that stands in the person's browser. */
  #isAsked(scope: string | undefined): boolean {
    if (this.#asked === null || this.#asked.scope !== scope) return false
    const { provider, clock } = this.#deps
    const waitMs = provider.tokens()?.refresh_token === undefined ? SIGN_IN_MS : REFRESH_MS
    return clock.monotonicMs() - this.#asked.atMs < waitMs
  }

  async #authorize(challenge: Challenge, scope: string | undefined, afresh: boolean): Promise<Recovery> {
    const { provider, serverUrl, fetch, clock } = this.#deps
    if (this.#isAsked(scope)) return { kind: 'sign-in' }
    this.#resourceMetadataUrl = challenge.resourceMetadataUrl ?? this.#resourceMetadataUrl
    provider.askedScope = scope ?? null
    try {
      const result = await auth(provider, {
        serverUrl,
        fetchFn: fetch,
        forceReauthorization: afresh,
        ...(scope === undefined ? {} : { scope }),
        ...(this.#resourceMetadataUrl ? { resourceMetadataUrl: this.#resourceMetadataUrl } : {}),
      })
      this.#asked = result === 'AUTHORIZED' ? null : { scope, atMs: clock.monotonicMs() }
      return result === 'AUTHORIZED' ? { kind: 'ready' } : { kind: 'sign-in' }
    } catch (error) {
      return { kind: 'impossible', reason: authReason(error) }
    }
  }
}

/** In words, without what the sign-in service said: its text could repeat what it was sent. */
function authReason(error: unknown): string {
  if (IssuerMismatchError.isInstance(error)) return 'the answer came from another sign-in service than asked'
  if (InsecureTokenEndpointError.isInstance(error)) return 'its sign-in service does not use HTTPS'
  if (RegistrationRejectedError.isInstance(error)) return 'its sign-in service does not take new clients'
  if (OAuthError.isInstance(error)) {
    const code = /^[a-z_]{1,64}$/.test(error.code) ? error.code : 'an error without a known code'
    return `its sign-in service refused (${code})`
  }
  return 'its sign-in service could not be used'
}
