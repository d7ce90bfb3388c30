import { randomBytes } from 'node:crypto'
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import { Credentials, type PendingSignIn } from './credentials'

export interface OAuthProviderDeps {
  redirectUrl: string
  /** Address of a document that describes this client (CIMD); null where there is none. */
  clientMetadataUrl: string | null
  kept: Credentials
  /** Told the whole text on every change. */
  save: (text: string) => void
  /** The person must open this address. */
  openUrl: (url: URL) => void
}

/** Sign-ins that were begun and not finished; older ones are forgotten first. */
const MAX_PENDING = 5

/** What the SDK's OAuth code asks of its host: where things are kept, and how the person's browser is reached. */
export class OAuthProvider implements OAuthClientProvider {
  readonly clientMetadataUrl?: string
  readonly #deps: OAuthProviderDeps
  #kept: Credentials
  #beginning: { state: string; discovery: OAuthDiscoveryState | null } | null = null
  #redeeming: PendingSignIn | null = null
  /** The scope that is asked for now; kept beside a sign-in for its second half. */
  askedScope: string | null = null

  constructor(deps: OAuthProviderDeps) {
    this.#deps = deps
    this.#kept = deps.kept
    if (deps.clientMetadataUrl !== null) this.clientMetadataUrl = deps.clientMetadataUrl
    // A registration names the address the browser comes back to: with another one it is worthless.
    const known = this.#kept.client?.redirect_uris
    if (known && !known.includes(deps.redirectUrl)) this.#kept = { ...this.#kept, client: null }
  }

  get redirectUrl(): string {
    return this.#deps.redirectUrl
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: 'OmniMind',
      redirect_uris: [this.#deps.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }
  }

  /** Takes up a sign-in again when the browser is back. @returns null when none has this state */
  resume(state: string): PendingSignIn | null {
    const found = this.#kept.pending.find((pending) => pending.state === state) ?? null
    this.#redeeming = found
    return found
  }

  /** The code of a resumed sign-in was redeemed, or cannot be: it works only once. */
  settle(): void {
    const done = this.#redeeming
    this.#redeeming = null
    if (done) this.#change({ pending: this.#kept.pending.filter((pending) => pending.state !== done.state) })
  }

  state(): string {
    const state = randomBytes(24).toString('base64url')
    this.#beginning = { state, discovery: this.#beginning?.discovery ?? null }
    return state
  }

  saveCodeVerifier(codeVerifier: string): void {
    const { state, discovery } = this.#beginning ?? {}
    this.#beginning = null
    if (state === undefined || !discovery) return
    const pending = { state, codeVerifier, discovery: { ...discovery }, scope: this.askedScope }
    this.#change({ pending: [...this.#kept.pending, pending].slice(-MAX_PENDING) })
  }

  codeVerifier(): string {
    if (!this.#redeeming) throw new Error('No sign-in is being finished.')
    return this.#redeeming.codeVerifier
  }

  /** Only a sign-in being finished is bound to what was found before; anything else is looked up afresh. */
  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#redeeming?.discovery
  }

  saveDiscoveryState(discovery: OAuthDiscoveryState): void {
    this.#beginning = { state: '', discovery }
  }

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#kept.client ?? undefined
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#change({ client: Credentials.shape.client.parse(client) })
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.#kept.tokens ?? undefined
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.#change({ tokens: Credentials.shape.tokens.parse(tokens) })
  }

  redirectToAuthorization(url: URL): void {
    this.#deps.openUrl(url)
  }

  invalidateCredentials(what: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): void {
    if (what === 'all' || what === 'client') this.#change({ client: null })
    if (what === 'all' || what === 'tokens') this.#change({ tokens: null })
    if (what === 'all' || what === 'verifier') this.#change({ pending: [] })
  }

  #change(part: Partial<Credentials>): void {
    this.#kept = { ...this.#kept, ...part }
    this.#deps.save(JSON.stringify(this.#kept))
  }
}
