import type { LogEntry } from '@shared/domain/log'
import { SECOND, type Clock } from '@shared/lib/clock'
import { FromTenantHost, type TenantTarget, type ToTenantHost } from '@shared/process/tenant-messages'
import type { HostProcess, ProcessSpec } from '../host/host'
import { createHeartbeat, exitWords, Instance, type Heartbeat, type InstanceEnd } from '../supervisor'
import type { ChildGroups } from './child-groups'
import type { TenantProcess } from './tenant-process'

export type HostProgram = 'stdio-host' | 'remote-host'

export interface HostRunDeps {
  program: HostProgram
  clock: Clock
  spawn: (spec: ProcessSpec) => HostProcess
  log: (entry: LogEntry) => void
  redact: (text: string) => string
  groups: ChildGroups
  onSignIn(serviceId: string, url: string): void
  /** @param url of the server they are for */
  onCredentials(serviceId: string, text: string, url: string): void
}

export interface OpenOrder {
  serviceId: string
  target: TenantTarget
  requestTimeoutMs: number
}

interface Tenant {
  serviceId: string
  target: TenantTarget
  process: TenantProcess
  groupPid: number | null
}

/** Its tenants were stopped before; together with the gateway it has the last 2 s of the program. */
const GRACES = { askedMs: SECOND, terminatedMs: 0.5 * SECOND }

/** One run of a host process, and the tenants it carries. */
export class HostRun {
  readonly #deps: HostRunDeps
  readonly #instance: Instance<FromTenantHost, ToTenantHost>
  readonly #heartbeat: Heartbeat
  readonly #tenants = new Map<string, Tenant>()
  readonly #whenEnded: () => void
  #ended = false

  /** @param onEnded called once, when the process is gone and its tenants were told */
  constructor(deps: HostRunDeps, onEnded: () => void) {
    this.#deps = deps
    this.#whenEnded = onEnded
    const { program } = deps
    this.#instance = new Instance(deps, { program, name: program }, FromTenantHost, GRACES)
    this.#instance.onMessage((message) => this.#received(message))
    this.#instance.onEnd((end) => this.#died(end))
    this.#heartbeat = createHeartbeat(
      deps.clock,
      (n) => this.#instance.send({ type: 'heartbeat', n }),
      () => this.#hung(),
    )
  }

  get hasEnded(): boolean {
    return this.#ended
  }
  get isEmpty(): boolean {
    return this.#tenants.size === 0
  }

  /** Hands one run of a server over. @param key never used twice */
  open(key: string, process: TenantProcess, order: OpenOrder): void {
    this.#tenants.set(key, { serviceId: order.serviceId, process, groupPid: null, target: order.target })
    this.#instance.send({ type: 'open', tenant: key, ...order })
    process.attach({
      toTenant: (message) => this.#instance.send({ type: 'to-tenant', tenant: key, message }),
      kill: (signal) => this.#instance.send({ type: 'kill', tenant: key, signal }),
    })
  }

  /** The browser came back from signing in to this server. */
  signedIn(serviceId: string, answer: { code: string; state: string; iss?: string }): void {
    for (const [tenant, one] of this.#tenants)
      if (one.serviceId === serviceId) this.#instance.send({ type: 'signed-in', tenant, ...answer })
  }

  /** Asks it to end, then ends it. */
  stop(): void {
    this.#heartbeat.dispose()
    this.#instance.stop()
  }

  pause(): void {
    this.#heartbeat.pause()
  }

  resume(): void {
    if (!this.#ended) this.#heartbeat.resume()
  }

  #received(message: FromTenantHost): void {
    if (message.type === 'heartbeat') this.#heartbeat.answered()
    else if ('tenant' in message) this.#fromTenant(message)
  }

  #fromTenant(message: Extract<FromTenantHost, { tenant: string }>): void {
    const tenant = this.#tenants.get(message.tenant)
    if (!tenant) return
    if (message.type === 'sign-in') return this.#deps.onSignIn(tenant.serviceId, message.url)
    if (message.type === 'credentials') {
      if (tenant.target.kind !== 'stdio')
        this.#deps.onCredentials(tenant.serviceId, message.text, tenant.target.url)
      return
    }
    if (message.type === 'opened' && message.groupLeader && message.pid !== null) {
      tenant.groupPid = message.pid
      this.#deps.groups.add(message.pid)
    }
    if (message.type === 'ended') {
      this.#tenants.delete(message.tenant)
      if (tenant.groupPid !== null) this.#deps.groups.remove(tenant.groupPid)
    }
    tenant.process.receive(message)
  }

  #hung(): void {
    const { clock, program, log } = this.#deps
    const text = `${program} did not answer for 15 s and is replaced; its servers are started again.`
    log({
      at: clock.epochMs(),
      source: 'center',
      level: 'error',
      text,
      pid: this.#instance.pid,
      stream: 'log',
    })
    this.#instance.kill()
  }

  /** It is gone, and with it whatever it hosted; nothing of that may stay behind. */
  #died({ exit }: InstanceEnd): void {
    this.#ended = true
    this.#heartbeat.dispose()
    const tenants = [...this.#tenants.values()]
    this.#tenants.clear()
    for (const { groupPid } of tenants) if (groupPid !== null) this.#deps.groups.kill(groupPid)
    this.#whenEnded()
    const reason = `${this.#deps.program}, which ran it, ended: ${exitWords(exit)}`
    for (const { process } of tenants)
      process.end(exit.kind === 'spawn-failed' ? exit : { kind: 'crashed', reason })
  }
}
