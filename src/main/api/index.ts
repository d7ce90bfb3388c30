import { appProcedures } from './app-procedures'
import { implementContract } from './base'
import { connectProcedures } from './connect-procedures'
import type { ApiDeps } from './deps'
import { activityProcedures, logProcedures, metricProcedures } from './observation-procedures'
import { serviceProcedures } from './service-procedures'

export type * from './deps'

/** The contract, answered: one router for every link (IPC, WebSocket, HTTP). */
export function createApi(deps: ApiDeps) {
  const os = implementContract(deps.log)
  return os.router({
    app: appProcedures(os, deps),
    services: serviceProcedures(os, deps),
    metrics: metricProcedures(os, deps),
    logs: logProcedures(os, deps),
    activity: activityProcedures(os, deps),
    connect: connectProcedures(os, deps),
  })
}
export type Api = ReturnType<typeof createApi>
