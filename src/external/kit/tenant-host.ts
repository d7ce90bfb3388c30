import type { ProcessUsage } from '@shared/domain/service'
import { errorText } from '@shared/errors'
import type { FromService, ToService } from '@shared/process/service-messages'
import type { FromTenantHost, ToTenantHost } from '@shared/process/tenant-messages'
import type { CreateTenant, Tenant, TenantEvents, TenantExit } from './tenant'

export interface TenantHostDeps {
  send(message: FromTenantHost): void
  createTenant: CreateTenant
  /** Of the host process itself. */
  usage: () => ProcessUsage
  /** Asked to stop, and the last tenant has ended. */
  onStopped(): void
}

/** Carries the tenants of one host process: passes main's orders to them and what they tell to main. */
export class TenantHost {
  readonly #deps: TenantHostDeps
  readonly #tenants = new Map<string, Tenant>()
  #lastUsage: ProcessUsage = { rssBytes: 0, cpuPercent: 0, loopLagMs: 0 }
  #stopping = false

  constructor(deps: TenantHostDeps) {
    this.#deps = deps
  }

  receive(message: ToTenantHost): void {
    switch (message.type) {
      case 'open':
        return this.#open(message)
      case 'to-tenant':
        return this.#toTenant(message.tenant, message.message)
      case 'kill':
        return this.#tenants.get(message.tenant)?.kill(message.signal)
      case 'signed-in':
        return this.#tenants.get(message.tenant)?.signedIn?.(message.code, message.state, message.iss)
      case 'heartbeat':
        this.#lastUsage = this.#deps.usage()
        return this.#deps.send({
          type: 'heartbeat',
          n: message.n,
          ...this.#lastUsage,
          connections: [...this.#tenants.values()].reduce((sum, tenant) => sum + tenant.connections, 0),
        })
      case 'stop':
        this.#stopping = true
        for (const tenant of this.#tenants.values()) tenant.stop()
        return this.#stopWhenEmpty()
    }
  }

  /** Main is gone, or this process must end: nothing may stay behind. */
  killAll(): void {
    for (const tenant of this.#tenants.values()) tenant.kill('SIGKILL')
  }

  #open(order: Extract<ToTenantHost, { type: 'open' }>): void {
    const { tenant: key } = order
    if (this.#tenants.has(key)) return
    let exit: TenantExit | null = null
    const events = this.#eventsOf(key, (told) => (exit ??= told))
    if (this.#stopping) return events.ended({ kind: 'spawn-failed', message: 'The host is stopping.' })
    try {
      const tenant = this.#deps.createTenant(order, events)
      // A tenant may end before its constructor returns.
      if (exit === null) this.#tenants.set(key, tenant)
    } catch (error) {
      events.ended({ kind: 'spawn-failed', message: errorText(error) })
    }
  }

  #eventsOf(key: string, onEnded: (exit: TenantExit) => void): TenantEvents {
    let over = false
    const send = (message: FromTenantHost): void => {
      if (!over) this.#deps.send(message)
    }
    const tell = (message: FromService): void => send({ type: 'from-tenant', tenant: key, message })
    return {
      opened(pid, groupLeader) {
        send({ type: 'opened', tenant: key, pid, groupLeader })
        tell({ type: 'alive', pid: pid ?? process.pid })
      },
      tell,
      output: (stream, chunk) => send({ type: 'output', tenant: key, stream, chunk }),
      signIn: (url) => send({ type: 'sign-in', tenant: key, url }),
      credentials: (text) => send({ type: 'credentials', tenant: key, text }),
      ended: (exit) => {
        send({ type: 'ended', tenant: key, exit })
        over = true
        this.#tenants.delete(key)
        onEnded(exit)
        this.#stopWhenEmpty()
      },
    }
  }

  #toTenant(key: string, message: ToService): void {
    const tenant = this.#tenants.get(key)
    if (!tenant) return
    if (message.type === 'start') tenant.start(message.endpoint)
    else if (message.type === 'stop') tenant.stop()
    else if (message.type === 'heartbeat')
      this.#deps.send({
        type: 'from-tenant',
        tenant: key,
        message: {
          type: 'heartbeat',
          n: message.n,
          ...this.#lastUsage,
          ...tenant.usage(),
          connections: tenant.connections,
        },
      })
  }

  #stopWhenEmpty(): void {
    if (this.#stopping && this.#tenants.size === 0) this.#deps.onStopped()
  }
}
