import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { ClientCapabilities } from '@modelcontextprotocol/sdk/types.js'
import { systemClock, type Clock } from '@shared/lib/clock'
import type { FromTenantHost, TenantTarget } from '@shared/process/tenant-messages'
import { TenantHost } from '../../../src/external/kit/tenant-host'
import { createRemoteTenant } from '../../../src/external/remote-host/create-tenant'
import { PipeClientTransport } from '../../support/pipe-client-transport'

export type RemoteTarget = Extract<TenantTarget, { kind: 'http' | 'sse' }>

export interface TenantOptions {
  kind?: 'http' | 'sse'
  headers?: Record<string, string>
  credentials?: string | null
  clientMetadataUrl?: string | null
  requestTimeoutMs?: number
  clock?: Clock
}

const KEY = 'remote#1'

/** The remote host in this process with one tenant, and what it tells; main's part in tests. */
export class RunningTenant {
  readonly messages: FromTenantHost[] = []
  readonly endpoint: string
  readonly #directory = mkdtempSync(join(tmpdir(), 'omni-remote-'))
  readonly #host: TenantHost
  readonly #listeners = new Set<() => void>()
  readonly #clients: Client[] = []

  constructor(url: string, options: TenantOptions = {}) {
    const { clock = systemClock, clientMetadataUrl = null } = options
    this.endpoint = join(this.#directory, 'tenant.sock')
    this.#host = new TenantHost({
      send: (message) => {
        this.messages.push(message)
        for (const listener of this.#listeners) listener()
      },
      createTenant: createRemoteTenant({ clock, clientMetadataUrl }),
      usage: () => ({ rssBytes: 1, cpuPercent: 0, loopLagMs: 0 }),
      onStopped: () => {},
    })
    const target: RemoteTarget = {
      kind: options.kind ?? 'http',
      url,
      headers: options.headers ?? {},
      redirectUrl: 'http://127.0.0.1:4319/callback',
      credentials: options.credentials ?? null,
    }
    const requestTimeoutMs = options.requestTimeoutMs ?? 60_000
    this.#host.receive({ type: 'open', tenant: KEY, serviceId: 'remote', target, requestTimeoutMs })
    const message = { type: 'start', serviceId: 'remote', endpoint: this.endpoint, dataDir: '', settings: {} }
    this.#host.receive({ type: 'to-tenant', tenant: KEY, message: message as never })
  }

  /** A tenant that serves. */
  static async start(url: string, options: TenantOptions = {}): Promise<RunningTenant> {
    const tenant = new RunningTenant(url, options)
    await tenant.listening()
    return tenant
  }

  async listening(): Promise<void> {
    const told = await this.message(
      (message) => message.type === 'ended' || fromTenant(message)?.type === 'listening',
    )
    if (told.type === 'ended') throw new Error(`The tenant ended: ${JSON.stringify(told.exit)}`)
  }

  /** The first message that fits, past or to come. */
  async message(fits: (message: FromTenantHost) => boolean): Promise<FromTenantHost> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.#listeners.delete(listener)
          resolve()
        }
        this.#listeners.add(listener)
      })
    }
  }

  /** How the run ended. */
  async ended(): Promise<Extract<FromTenantHost, { type: 'ended' }>['exit']> {
    const told = await this.message((message) => message.type === 'ended')
    if (told.type !== 'ended') throw new Error('unreachable')
    return told.exit
  }

  /** What `credentials` told last. */
  get credentials(): string | null {
    const told = this.messages.findLast((message) => message.type === 'credentials')
    return told?.type === 'credentials' ? told.text : null
  }

  signedIn(code: string, state: string, iss?: string): void {
    this.#host.receive({
      type: 'signed-in',
      tenant: KEY,
      code,
      state,
      ...(iss === undefined ? {} : { iss }),
    })
  }

  async transport(): Promise<PipeClientTransport> {
    return await PipeClientTransport.connect(this.endpoint)
  }

  /** A client of SDK 1.x on a connection of its own. */
  async client(capabilities: ClientCapabilities = {}, prepare?: (client: Client) => void): Promise<Client> {
    const client = new Client({ name: 'test', version: '1.0' }, { capabilities })
    prepare?.(client)
    this.#clients.push(client)
    await client.connect(await this.transport())
    return client
  }

  stop(): void {
    this.#host.receive({ type: 'stop' })
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.close()
    if (!this.messages.some((message) => message.type === 'ended')) {
      this.stop()
      await this.ended()
    }
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

/** What a tenant told main, unwrapped. */
export function fromTenant(
  message: FromTenantHost,
): Extract<FromTenantHost, { type: 'from-tenant' }>['message'] | undefined {
  return message.type === 'from-tenant' ? message.message : undefined
}
