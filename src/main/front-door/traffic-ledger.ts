import type { ServiceId } from '@shared/domain/service'
import type { FromGateway } from '@shared/process/gateway-messages'
import type { Traffic } from '../supervisor'

export type TrafficReport = Extract<FromGateway, { type: 'traffic' }>

/**
 * Adds up the gateway's reports by service. A report names only the targets that moved, so what was in
 * flight at the others is remembered here.
 */
export class TrafficLedger {
  readonly #inFlight = new Map<ServiceId, Map<string, number>>()
  #sessions: Record<ServiceId, number> = {}

  /** Open MCP sessions over all services. */
  get sessions(): number {
    return Object.values(this.#sessions).reduce((sum, count) => sum + count, 0)
  }

  /** @returns the traffic of every service that was ever heard of, by id */
  add(report: TrafficReport): Map<ServiceId, Traffic> {
    const calls = new Map<ServiceId, number>()
    for (const sample of report.samples) {
      const targets = this.#inFlight.get(sample.serviceId) ?? new Map<string, number>()
      this.#inFlight.set(sample.serviceId, targets.set(sample.target, sample.inFlight))
      calls.set(sample.serviceId, (calls.get(sample.serviceId) ?? 0) + sample.calls)
    }
    const known = new Set([
      ...this.#inFlight.keys(),
      ...Object.keys(this.#sessions),
      ...Object.keys(report.sessions),
    ])
    this.#sessions = report.sessions
    return new Map([...known].map((id) => [id, this.#trafficOf(id, calls.get(id) ?? 0)]))
  }

  /** The gateway is gone, and with it every session and every request. */
  clear(): Map<ServiceId, Traffic> {
    const known = new Set([...this.#inFlight.keys(), ...Object.keys(this.#sessions)])
    this.#inFlight.clear()
    this.#sessions = {}
    return new Map([...known].map((id) => [id, this.#trafficOf(id, 0)]))
  }

  #trafficOf(id: ServiceId, calls: number): Traffic {
    const inFlight = [...(this.#inFlight.get(id)?.values() ?? [])].reduce((sum, count) => sum + count, 0)
    return { calls, sessions: this.#sessions[id] ?? 0, inFlight }
  }
}
