import type { ServiceSnapshot } from '@shared/domain/service'
import type { StatusReport } from '@shared/domain/status'
import { overallState } from '@shared/domain/status'

export interface Identity {
  version: string
  /** Main's. */
  pid: number
}

/** What `/status` tells without a token: states and counts, nothing a person entered. */
export function statusReport(
  { version, pid }: Identity,
  services: readonly ServiceSnapshot[],
  quitting: boolean,
): StatusReport {
  return {
    version,
    pid,
    state: overallState(services, quitting),
    services: services.map((service) => ({
      id: service.id,
      title: service.title,
      tier: service.tier,
      port: service.port,
      state: service.state.kind,
      wanted: service.wanted,
      mode: service.mode,
      pid: service.pid,
      health: service.health,
      uptimeMs: service.uptimeMs,
      restarts: service.restarts,
      lastError: service.lastError,
    })),
  }
}
