import { gatewayProcedures } from './gateway-procedures'
import { activityProcedures } from './activity-procedures'
import { appProcedures } from './app-procedures'
import { implementContract } from './base'
import { connectProcedures } from './connect-procedures'
import { consentProcedures } from './consent-procedures'
import type { ApiDeps } from './deps'
import { doctorProcedures } from './doctor-procedures'
import { externalProcedures } from './external-procedures'
import { logProcedures, metricProcedures } from './observation-procedures'
import { playgroundProcedures } from './playground-procedures'
import { serviceProcedures } from './service-procedures'
import { trustProcedures } from './trust-procedures'

export type * from './deps'
export type * from './deps/clients'
export type * from './deps/external-servers'
export type * from './deps/observation'
export type * from './deps/program'
export type * from './deps/tool-calls'

/** The contract, answered: one router for every link (IPC, WebSocket, HTTP). */
export function createApi(deps: ApiDeps) {
  const os = implementContract(deps)
  return os.router({
    app: appProcedures(os, deps),
    services: serviceProcedures(os, deps),
    metrics: metricProcedures(os, deps),
    logs: logProcedures(os, deps),
    activity: activityProcedures(os, deps),
    playground: playgroundProcedures(os, deps),
    external: externalProcedures(os, deps),
    connect: connectProcedures(os, deps),
    gateway: gatewayProcedures(os, deps),
    trust: trustProcedures(os, deps),
    consent: consentProcedures(os, deps),
    doctor: doctorProcedures(os, deps),
  })
}
export type Api = ReturnType<typeof createApi>
