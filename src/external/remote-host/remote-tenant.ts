import { errorText } from '@shared/errors'
import { SECOND, sleep, type Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { EXIT_CONFIG } from '@shared/process/service-messages'
import type { TenantTarget } from '@shared/process/tenant-messages'
import { PipeListener } from '../kit/pipe-listener'
import type { Tenant, TenantEvents, TenantExit, TenantOrder } from '../kit/tenant'
import { createAuthFetch } from './auth-fetch'
import { Authorizer } from './authorizer'
import { readCredentials } from './credentials'
import { decideSessions, probeEra, type Era } from './era'
import { HttpClient } from './http-client'
import { Unreachable } from './network-problem'
import { OAuthProvider } from './oauth-provider'
import { PipeSession } from './pipe-session'
import { ToolHeaders } from './tool-headers'
import { AccessDenied, Upstream } from './upstream'

export type RemoteTarget = Extract<TenantTarget, { kind: 'http' | 'sse' }>

export interface RemoteTenantDeps {
  clock: Clock
  /** Address of a document that describes this client to sign-in services (CIMD); null where there is none. */
  clientMetadataUrl: string | null
}

/** Sessions are said goodbye to for this long; main's own patience is 2 s. */
const STOP_MS = 1_500
/** How often main hears that a person is waited for. */
const REMIND_MS = 10 * SECOND
/** The first wait before a server that could not be reached is tried again; each further one is twice as long. */
const RETRY_MS = SECOND
const LONGEST_RETRY_MS = 60 * SECOND

/** One run of one remote server: finds out what it speaks, signs in, and offers it on a private pipe. */
export class RemoteTenant implements Tenant {
  readonly #order: TenantOrder<RemoteTarget>
  readonly #events: TenantEvents
  readonly #clock: Clock
  readonly #held = new DisposableStore()
  readonly #authorizer: Authorizer | null
  readonly #upstream: Upstream
  readonly #sessions = new Set<PipeSession>()
  readonly #toolHeaders = new ToolHeaders()
  #decision: ReturnType<typeof decideSessions> | null = null
  #cameBack: () => void = () => {}
  #retry: Disposable | null = null
  #ended = false

  /** @throws when the address or a header cannot be used */
  constructor(order: TenantOrder<RemoteTarget>, events: TenantEvents, deps: RemoteTenantDeps) {
    this.#order = order
    this.#events = events
    this.#clock = deps.clock
    const url = new URL(order.target.url)
    const http = new HttpClient(url, order.target.headers, deps.clock)
    this.#held.defer(() => http.close())
    this.#authorizer = http.hasFixedAuthorization ? null : this.#createAuthorizer(url, deps)
    this.#upstream = new Upstream({ url, http, authorizer: this.#authorizer, clock: deps.clock })
    events.opened(null, false)
  }

  get connections(): number {
    return this.#sessions.size
  }

  usage(): null {
    return null
  }

  start(endpoint: string): void {
    this.#run(endpoint).catch((error: unknown) => this.#fail(error))
  }

  stop(): void {
    const goodbyes = [...this.#sessions].map((session) => session.close())
    void Promise.race([Promise.all(goodbyes), sleep(this.#clock, STOP_MS)]).then(() =>
      this.#end({ kind: 'exited', code: 0 }),
    )
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#end({ kind: 'signaled', signal })
  }

  signedIn(code: string, state: string, iss: string | undefined): void {
    void this.#finishSignIn(code, state, iss)
  }

  async #finishSignIn(code: string, state: string, iss: string | undefined): Promise<void> {
    const recovery = await this.#authorizer?.finish(code, state, iss)
    if (recovery?.kind === 'impossible')
      this.#notice(`Signing in to ${this.#upstream.host} failed: ${recovery.reason}.`)
    this.#cameBack()
  }

  async #run(endpoint: string): Promise<void> {
    const era = await this.#probe()
    if (this.#ended) return
    const listener = await PipeListener.open(endpoint, {
      onConnection: (connection) => this.#serve(connection, era),
      onError: (error) => this.#log(`A connection failed: ${errorText(error)}`),
    })
    this.#held.defer(() => listener.close())
    if (!this.#ended) this.#events.tell({ type: 'listening', endpoint })
  }

  /**
   * Tries until the server is reached, which is no fault of its own while the network is away; waits for the person
   * where it wants a sign-in.
   */
  async #probe(): Promise<Era> {
    for (let failures = 0; ;) {
      const cameBack = new Promise<void>((resolve) => (this.#cameBack = resolve))
      try {
        return await probeEra(this.#order.target.kind, this.#upstream)
      } catch (error) {
        if (error instanceof Unreachable) await this.#pause(error, failures++)
        else if (error instanceof AccessDenied && error.waitsForSignIn) await this.#waitForPerson(cameBack)
        else throw error
      }
    }
  }

  async #pause(error: Unreachable, failures: number): Promise<void> {
    const delayMs = Math.min(RETRY_MS * 2 ** failures, LONGEST_RETRY_MS)
    this.#progress(`${error.message} Trying again in ${delayMs / SECOND} s.`)
    await new Promise<void>((resolve) => (this.#retry = this.#clock.after(delayMs, resolve)))
  }

  async #waitForPerson(cameBack: Promise<void>): Promise<void> {
    const remind = (): void => this.#progress(`Waiting for you to sign in at ${this.#upstream.host}.`)
    remind()
    const reminder = this.#held.add(this.#clock.every(REMIND_MS, remind))
    await cameBack
    reminder.dispose()
  }

  #progress(text: string): void {
    if (!this.#ended) this.#events.tell({ type: 'progress', text })
  }

  #serve(connection: ConstructorParameters<typeof PipeSession>[0], era: Era): PipeSession {
    const session = new PipeSession(connection, {
      era,
      upstream: this.#upstream,
      toolHeaders: this.#toolHeaders,
      requestTimeoutMs: this.#order.requestTimeoutMs,
      log: (text) => this.#log(text),
      decide: () => (this.#decision ??= decideSessions(this.#upstream)),
      onEnded: (ended) => this.#sessions.delete(ended),
    })
    this.#sessions.add(session)
    return session
  }

  #fail(error: unknown): void {
    if (this.#ended) return
    if (error instanceof AccessDenied && !this.#authorizer) {
      const nextStep = 'Correct the headers of this server, then start it.'
      this.#events.tell({ type: 'config-error', message: error.message, nextStep })
      return this.#end({ kind: 'exited', code: EXIT_CONFIG })
    }
    this.#end({ kind: 'spawn-failed', message: errorText(error) })
  }

  #end(exit: TenantExit): void {
    if (this.#ended) return
    this.#ended = true
    for (const session of this.#sessions) void session.close()
    this.#retry?.dispose()
    this.#held.dispose()
    this.#events.ended(exit)
  }

  #createAuthorizer(url: URL, { clientMetadataUrl }: RemoteTenantDeps): Authorizer {
    const { redirectUrl, credentials } = this.#order.target
    const provider = new OAuthProvider({
      redirectUrl,
      clientMetadataUrl,
      kept: readCredentials(credentials),
      save: (text) => this.#events.credentials(text),
      openUrl: (address) => this.#askToSignIn(address),
    })
    return new Authorizer({ serverUrl: url, provider, fetch: createAuthFetch(url), clock: this.#clock })
  }

  /** The address comes from the server: only one that a browser opens as a page is passed on. */
  #askToSignIn(address: URL): void {
    if (address.protocol !== 'https:' && address.protocol !== 'http:') return
    this.#events.signIn(address.href)
    this.#notice(`${this.#upstream.host} wants you to sign in.`)
  }

  #notice(message: string): void {
    const nextStep = 'Press Sign in on the page of this server.'
    this.#events.tell({ type: 'notice', code: 'UNAUTHORIZED', message, nextStep })
  }

  #log(text: string): void {
    this.#events.tell({ type: 'log', level: 'warn', text })
  }
}
