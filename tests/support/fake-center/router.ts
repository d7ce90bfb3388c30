import { implement } from '@orpc/server'
import { contract } from '@shared/contract'
import type { Problem } from '@shared/errors'
import { activityRoutes } from './routes/activity'
import { appRoutes } from './routes/app'
import { connectRoutes } from './routes/connect'
import { consentRoutes } from './routes/consent'
import { doctorRoutes } from './routes/doctor'
import { externalRoutes } from './routes/external'
import { gatewayRoutes } from './routes/gateway'
import { logRoutes } from './routes/logs'
import { metricRoutes } from './routes/metrics'
import { playgroundRoutes } from './routes/playground'
import { serviceRoutes } from './routes/services'
import { trustRoutes } from './routes/trust'
import { problems } from './problems'
import type { FakeState } from './state'

/** The contract with its two faults built in: answers held back, and refusal by procedure name. */
export function faultyContract(state: FakeState) {
  return implement(contract).use(async ({ next, path, errors }) => {
    await state.held?.promise
    if (state.refused.has(path.join('.'))) throw errors.PROBLEM({ data: problems.refused satisfies Problem })
    return next()
  })
}
export type FaultyContract = ReturnType<typeof faultyContract>

/** The whole contract over the fake state. */
export function createCenterRouter(state: FakeState) {
  const os = faultyContract(state)
  return os.router({
    app: appRoutes(os, state),
    services: serviceRoutes(os, state),
    external: externalRoutes(os, state),
    gateway: gatewayRoutes(os, state),
    trust: trustRoutes(os, state),
    consent: consentRoutes(os, state),
    doctor: doctorRoutes(os, state),
    playground: playgroundRoutes(os, state),
    metrics: metricRoutes(os, state),
    logs: logRoutes(os, state),
    activity: activityRoutes(os, state),
    connect: connectRoutes(os, state),
  })
}
export type CenterRouter = ReturnType<typeof createCenterRouter>
