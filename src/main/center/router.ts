import { registry } from '@servers/registry'
import type { AppInfo } from '@shared/contract/app'
import type { Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import type { Access } from '../access'
import { createApi, type Api, type ServiceControl } from '../api'
import { createConnect } from '../connect'
import { createMcpClient } from '../mcp-client'
import type { PortInspector } from '../ports'
import type { SettingsStore } from '../settings'
import type { Observation } from './observation'
import type { Supervision } from './supervision'

export interface RouterDeps {
  version: string
  clock: Clock
  settings: SettingsStore
  access: Access
  ports: PortInspector
  supervision: Supervision
  observation: Observation
  services: ServiceControl
  info(): AppInfo
  signInLink(): string
  quit(): void
  focus(): void
}

/** Answers the contract from the features. */
export function createRouter(deps: RouterDeps, resources: DisposableStore): Api {
  const { version, clock, settings, access, ports, supervision, observation, services } = deps
  const { ownerToken } = access
  const tools = createMcpClient({ token: ownerToken, version, clock })
  resources.defer(() => void tools.close())
  return createApi({
    app: {
      info: () => deps.info(),
      quit: () => deps.quit(),
      focus: () => deps.focus(),
      signInLink: () => deps.signInLink(),
    },
    services,
    manifestOf: (id) => registry.find((manifest) => manifest.id === id),
    history: (id, limit) => observation.history.list(id, limit),
    ports: {
      holderOf: (port) => ports.holderOf(port),
      findFree: (preferred) => ports.findFreePort(preferred),
      stopHolder: (holder) => ports.stopHolder(holder),
    },
    settings,
    metrics: observation.metrics,
    logs: observation.logs,
    activity: observation.activity,
    connect: createConnect({ snapshots: () => supervision.supervisor.list(), token: () => ownerToken }),
    ownerToken,
    tools,
    monotonicMs: () => clock.monotonicMs(),
    log: observation.logs.logger('center'),
  })
}
