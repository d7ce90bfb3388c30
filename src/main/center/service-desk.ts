import { registry } from '@servers/registry'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { Logger } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import type { ReachableService } from '@shared/process/center-requests'
import type { Access } from '../access'
import type { Consents } from '../consent'
import type { Host } from '../host/host'
import type { Logs } from '../logs'
import { createLogRequests, createServiceRequests } from '../service-requests'
import type { OpenDesk } from '../supervisor'
import type { Supervision } from './supervision'

export interface ServiceDeskDeps {
  host: Host
  clock: Clock
  log: Logger
  redact: (text: string) => string
  logs: Logs
  access: Access
  consents: Consents
  /** Where workers have their endpoints. */
  runDir: string
  /** It comes later: services are supervised with the desk. */
  supervision: () => Supervision
}

/** Where services ask main for what their manifest allows: consent, logs, workers, the other services. */
export function createServiceDesk({ host, logs, access, supervision, ...deps }: ServiceDeskDeps): OpenDesk {
  const snapshots = (): ServiceSnapshot[] => supervision().snapshots()
  return createServiceRequests({
    ...deps,
    writeLog: (entry) => logs.write(entry),
    spawn: (spec) => host.spawn(spec),
    logs: createLogRequests({ logs, clock: deps.clock, services: () => snapshots().map(({ id }) => id) }),
    services: () => snapshots().map(reachable),
    wakeService: (id) => supervision().supervisor.wake(id),
    accessToken: () => access.examinerToken,
  })
}

function reachable(snapshot: ServiceSnapshot): ReachableService {
  const probe = registry.find(({ id }) => id === snapshot.id)?.probe ?? null
  return { snapshot, url: snapshot.url, probe }
}
