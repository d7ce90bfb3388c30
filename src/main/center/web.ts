import { DASHBOARD_PORT, HEALTH_PORT } from '@shared/domain/ports'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import type { Access } from '../access'
import type { Api } from '../api'
import { startDashboard, startHealthServer } from '../dashboard'
import type { Observation } from './observation'
import type { Supervision } from './supervision'

export interface WebDeps {
  version: string
  portOffset: number
  rendererDir: string
  api: Api
  access: Access
  supervision: Supervision
  observation: Observation
  holderOf: Parameters<typeof startDashboard>[0]['holderOf']
  onSignIn: Parameters<typeof startDashboard>[0]['onSignIn']
  clock: Clock
  uptimeMs: () => number
  quitting: () => boolean
}

/** Opens the health port and the dashboard. @throws OmniMindError PORT_HELD */
export async function openWeb(deps: WebDeps, resources: DisposableStore): Promise<void> {
  const snapshots = (): ServiceSnapshot[] => deps.supervision.snapshots()
  const { metrics, logs } = deps.observation
  const common = {
    identity: { version: deps.version, pid: process.pid },
    services: snapshots,
    quitting: deps.quitting,
    holderOf: deps.holderOf,
  }
  const health = await startHealthServer({
    ...common,
    port: HEALTH_PORT + deps.portOffset,
    uptimeMs: deps.uptimeMs,
  })
  resources.defer(() => void health.close())
  const dashboard = await startDashboard({
    ...common,
    port: DASHBOARD_PORT + deps.portOffset,
    rendererDir: deps.rendererDir,
    api: deps.api,
    access: deps.access,
    metrics: { prometheus: () => metrics.prometheus(snapshots()), json: () => metrics.asJson(snapshots()) },
    onSignIn: (answer) => deps.onSignIn(answer),
    clock: deps.clock,
    log: logs.logger('center'),
  })
  resources.defer(() => void dashboard.close())
}
