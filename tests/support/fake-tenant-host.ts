import type { TenantTarget, ToTenantHost } from '../../src/shared/process/tenant-messages'
import type { FakeProcess } from './fake-process'

/** One run of a server inside a fake host process. */
export interface FakeTenant {
  key: string
  serviceId: string
  target: TenantTarget
  pid: number
  ended: boolean
}

/** Makes a fake process a host of external servers: its tenants come up and obey, unless the test says otherwise. */
export class FakeTenantHost {
  readonly process: FakeProcess
  readonly tenants: FakeTenant[] = []
  readonly received: ToTenantHost[] = []
  /** False: tenants are taken in and never get any further. */
  comesUp = true

  constructor(process: FakeProcess) {
    this.process = process
    process.onSent = (message) => this.#react(message as ToTenantHost)
  }

  last(serviceId: string): FakeTenant {
    const found = this.tenants.findLast((tenant) => tenant.serviceId === serviceId)
    if (!found) throw new Error(`No run of ${serviceId} came to this host.`)
    return found
  }

  tells(tenant: FakeTenant, message: object): void {
    this.process.says({ type: 'from-tenant', tenant: tenant.key, message })
  }

  /** @param exit how it ended */
  ends(tenant: FakeTenant, exit: object = { kind: 'exited', code: 1 }): void {
    if (tenant.ended) return
    tenant.ended = true
    this.process.says({ type: 'ended', tenant: tenant.key, exit })
  }

  #react(message: ToTenantHost): void {
    this.received.push(message)
    if (message.type === 'open') return this.#open(message)
    if (message.type !== 'to-tenant' && message.type !== 'kill') return
    const tenant = this.tenants.find(({ key }) => key === message.tenant)
    if (!tenant || tenant.ended) return
    if (message.type === 'kill') return this.ends(tenant, { kind: 'signaled', signal: message.signal })
    const order = message.message
    if (order.type === 'stop') this.ends(tenant, { kind: 'exited', code: 0 })
    else if (order.type === 'start' && this.comesUp)
      this.tells(tenant, { type: 'listening', endpoint: order.endpoint })
    else if (order.type === 'heartbeat') {
      const usage = { rssBytes: 1_000_000, cpuPercent: 1, loopLagMs: 0, connections: 0 }
      this.tells(tenant, { type: 'heartbeat', n: order.n, ...usage })
    }
  }

  #open({ tenant: key, serviceId, target }: Extract<ToTenantHost, { type: 'open' }>): void {
    const pid = 5_000_000 + this.tenants.length
    this.tenants.push({ key, serviceId, target, pid, ended: false })
    // A pid that no system gives out: nothing real can be meant by it.
    this.process.says({
      type: 'opened',
      tenant: key,
      pid: target.kind === 'stdio' ? pid : null,
      groupLeader: true,
    })
  }
}
