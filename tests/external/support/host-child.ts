import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FromService } from '@shared/process/service-messages'
import type { FromTenantHost, TenantTarget, ToTenantHost } from '@shared/process/tenant-messages'
import { PipeSession } from './pipe-session'

type Of<T extends FromTenantHost['type']> = Extract<FromTenantHost, { type: T }>
type TenantMessage<T extends FromService['type']> = Extract<FromService, { type: T }>
export type StdioTarget = Extract<TenantTarget, { kind: 'stdio' }>

/** A real host process, seen as main sees it. */
export class HostChild {
  readonly process: ChildProcess
  readonly messages: FromTenantHost[] = []
  readonly #exit: Promise<unknown>
  #runs = 0

  constructor(entry: string, execArgv: string[] = []) {
    this.process = fork(entry, [], {
      execArgv,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    })
    this.process.setMaxListeners(100)
    this.process.on('message', (message) => this.messages.push(message as FromTenantHost))
    this.#exit = once(this.process, 'exit')
  }

  send(message: ToTenantHost): void {
    this.process.send(message)
  }

  /** The first message that fits, past or to come; fails when the process ends without it. */
  async find<T extends FromTenantHost>(fits: (message: FromTenantHost) => message is T): Promise<T> {
    const ended = this.#exit.then(() => {
      throw new Error('The host ended without the message.')
    })
    ended.catch(() => {})
    for (;;) {
      const found = this.messages.find(fits)
      if (found) return found
      await Promise.race([once(this.process, 'message'), ended])
    }
  }

  open(target: TenantTarget, serviceId = 'server'): HostTenant {
    const tenant = new HostTenant(this, `${serviceId}#${++this.#runs}`)
    this.send({ type: 'open', tenant: tenant.key, serviceId, target, requestTimeoutMs: 30_000 })
    tenant.send({ type: 'start', serviceId, endpoint: tenant.endpoint, dataDir: tmpdir(), settings: {} })
    return tenant
  }

  async ended(): Promise<void> {
    await this.#exit
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.#exit
  }
}

/** One tenant of it. */
export class HostTenant {
  readonly endpoint = join(tmpdir(), `omni-${randomUUID().slice(0, 8)}.sock`)
  readonly host: HostChild
  readonly key: string

  constructor(host: HostChild, key: string) {
    this.host = host
    this.key = key
  }

  send(message: Extract<ToTenantHost, { type: 'to-tenant' }>['message']): void {
    this.host.send({ type: 'to-tenant', tenant: this.key, message })
  }

  async find<T extends 'opened' | 'ended' | 'sign-in' | 'credentials'>(type: T): Promise<Of<T>> {
    return await this.host.find(
      (message): message is Of<T> =>
        message.type === type && 'tenant' in message && message.tenant === this.key,
    )
  }

  /** Its first message of a type, as a service sends it. */
  async told<T extends FromService['type']>(type: T): Promise<TenantMessage<T>> {
    const { message } = await this.host.find(
      (one): one is Of<'from-tenant'> & { message: TenantMessage<T> } =>
        one.type === 'from-tenant' && one.tenant === this.key && one.message.type === type,
    )
    return message
  }

  /** All its messages of a type so far. */
  all<T extends FromService['type']>(type: T): TenantMessage<T>[] {
    return this.host.messages
      .filter((one): one is Of<'from-tenant'> => one.type === 'from-tenant' && one.tenant === this.key)
      .map(({ message }) => message)
      .filter((message): message is TenantMessage<T> => message.type === type)
  }

  output(): string {
    return this.host.messages
      .filter((one): one is Of<'output'> => one.type === 'output' && one.tenant === this.key)
      .map(({ chunk }) => chunk)
      .join('')
  }

  async listening(): Promise<this> {
    await Promise.race([
      this.told('listening'),
      this.find('ended').then(({ exit }) => {
        throw new Error(`It ended (${JSON.stringify(exit)}) before it listened.\n${this.output()}`)
      }),
    ])
    return this
  }

  async connect(): Promise<PipeSession> {
    return await PipeSession.connect(this.endpoint)
  }

  /** A connection that has shaken hands. */
  async session(capabilities: Record<string, unknown> = {}): Promise<PipeSession> {
    const session = await this.connect()
    await session.initialize(capabilities)
    return session
  }
}
