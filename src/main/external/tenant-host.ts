import { z } from 'zod'
import type { LogEntry } from '@shared/domain/log'
import { SECOND, type Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { FromTenantHost, type TenantTarget, type ToTenantHost } from '@shared/process/tenant-messages'
import type { HostProcess, ProcessExit, ProcessSpec } from '../host/host'
import type { ChildGroups } from './child-groups'
import type { TenantProcess } from './tenant-process'

export interface TenantHostDeps {
  program: 'stdio-host' | 'remote-host'
  clock: Clock
  spawn: (spec: ProcessSpec) => HostProcess
  log: (entry: LogEntry) => void
  groups: ChildGroups
  onSignIn(serviceId: string, url: string): void
  onCredentials(serviceId: string, text: string): void
}

export interface OpenOrder {
  serviceId: string
  target: TenantTarget
  requestTimeoutMs: number
}

const HEARTBEAT_MS = 5 * SECOND
const MISSED_BEATS = 3
/** Without a tenant the process is kept this long for the next one. */
const EMPTY_MS = 60 * SECOND
const STOP_MS = 6 * SECOND

interface Tenant {
  serviceId: string
  process: TenantProcess
  groupPid: number | null
}

/** One of the two processes that host external servers: started with its first tenant, ended some time after its last. */
export class TenantHost {
  readonly #deps: TenantHostDeps
  readonly #tenants = new Map<string, Tenant>()
  #process: HostProcess | null = null
  #watches = new DisposableStore()
  #empty: Disposable | null = null
  #unanswered = 0
  #runs = 0

  constructor(deps: TenantHostDeps) {
    this.#deps = deps
  }

  /** Hands a run over to the host process, which is started when there is none. */
  open(process: TenantProcess, order: OpenOrder): void {
    const tenant = `${order.serviceId}#${++this.#runs}`
    this.#empty?.dispose()
    this.#tenants.set(tenant, { serviceId: order.serviceId, process, groupPid: null })
    this.#started()
    this.#send({ type: 'open', tenant, ...order })
    process.attach({
      toTenant: (message) => this.#send({ type: 'to-tenant', tenant, message }),
      kill: (signal) => this.#send({ type: 'kill', tenant, signal }),
    })
  }

  /** The browser came back from signing in to this server. */
  signedIn(serviceId: string, code: string, state: string): void {
    for (const [tenant, one] of this.#tenants)
      if (one.serviceId === serviceId) this.#send({ type: 'signed-in', tenant, code, state })
  }

  /** Ends the process; its tenants were stopped before. */
  async shutdown(): Promise<void> {
    const process = this.#process
    if (!process) return
    const ended = new Promise<void>((resolve) => process.onExit(() => resolve()))
    this.#send({ type: 'stop' })
    const timer = this.#deps.clock.after(STOP_MS, () => process.kill('SIGKILL'))
    await ended
    timer.dispose()
  }

  #started(): void {
    if (this.#process) return
    const { spawn, program, clock } = this.#deps
    const process = spawn({ program, name: program })
    this.#process = process
    this.#unanswered = 0
    this.#watches = new DisposableStore()
    process.onMessage((message) => this.#received(message))
    process.onOutput((stream, chunk) => this.#log('info', chunk.trimEnd(), stream))
    process.onExit((exit) => this.#died(exit))
    this.#watches.add(clock.every(HEARTBEAT_MS, () => this.#beat()))
  }

  #beat(): void {
    if (this.#unanswered >= MISSED_BEATS) {
      this.#log('error', `${this.#deps.program} did not answer for 15 s and is replaced.`)
      return this.#process?.kill('SIGKILL')
    }
    this.#unanswered++
    this.#send({ type: 'heartbeat', n: this.#unanswered })
  }

  #received(value: unknown): void {
    const parsed = FromTenantHost.safeParse(value)
    if (!parsed.success)
      return this.#log('warn', `sent a message nobody understands: ${z.prettifyError(parsed.error)}`)
    const message = parsed.data
    if (message.type === 'heartbeat') this.#unanswered = 0
    else if (message.type === 'log') this.#log(message.level, message.text)
    else if ('tenant' in message) this.#fromTenant(message)
  }

  #fromTenant(message: Extract<FromTenantHost, { tenant: string }>): void {
    const tenant = this.#tenants.get(message.tenant)
    if (!tenant) return
    if (message.type === 'opened' && message.groupLeader && message.pid !== null) {
      tenant.groupPid = message.pid
      this.#deps.groups.add(message.pid)
    }
    if (message.type === 'sign-in') return this.#deps.onSignIn(tenant.serviceId, message.url)
    if (message.type === 'credentials') return this.#deps.onCredentials(tenant.serviceId, message.text)
    if (message.type === 'ended') this.#forget(message.tenant, tenant)
    tenant.process.receive(message)
  }

  #forget(key: string, { groupPid }: Tenant): void {
    this.#tenants.delete(key)
    if (groupPid !== null) this.#deps.groups.remove(groupPid)
    if (this.#tenants.size > 0) return
    this.#empty = this.#deps.clock.after(EMPTY_MS, () => void this.shutdown())
  }

  /** It is gone, and with it whatever it hosted; nothing of that may stay behind. */
  #died(exit: ProcessExit): void {
    this.#process = null
    this.#watches.dispose()
    this.#empty?.dispose()
    const tenants = [...this.#tenants.values()]
    this.#tenants.clear()
    for (const { groupPid } of tenants) if (groupPid !== null) this.#deps.groups.kill(groupPid)
    const reason = `${this.#deps.program}, which ran it, ended (${words(exit)})`
    for (const { process } of tenants) process.end({ kind: 'crashed', reason })
  }

  #send(message: ToTenantHost): void {
    this.#process?.send(message)
  }

  #log(level: LogEntry['level'], text: string, stream: LogEntry['stream'] = 'log'): void {
    if (text === '') return
    const { clock, program, log } = this.#deps
    log({ at: clock.epochMs(), source: program, level, text, pid: this.#process?.pid ?? null, stream })
  }
}

function words(exit: ProcessExit): string {
  if (exit.kind === 'exited') return `exit code ${exit.code}`
  if (exit.kind === 'signaled') return `signal ${exit.signal}`
  return exit.kind === 'crashed' ? exit.reason : exit.message
}
