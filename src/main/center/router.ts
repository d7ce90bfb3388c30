import { registry } from '@servers/registry'
import type { AppInfo } from '@shared/contract/app'
import type { Logger } from '@shared/domain/log'
import { DEFAULT_PROFILE } from '@shared/domain/profile'
import type { Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import type { Access } from '../access'
import { createApi, type Api, type ServiceControl } from '../api'
import { createConnect } from '../connect'
import type { Consents } from '../consent'
import { GATEWAY_ID } from '../front-door'
import { createMcpClient } from '../mcp-client'
import { createPlayground } from '../playground'
import type { PortInspector } from '../ports'
import type { Secrets } from '../secrets'
import type { SettingsStore } from '../settings'
import { createExternalControl, createSecretControl } from './external-control'
import type { Extension } from './extension'
import { createGatewayControl } from './gateway-control'
import { createTrustControl } from './trust-control'
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
  extension: Extension
  secrets: Secrets
  consents: Consents
  audit: Logger
  info(): AppInfo
  signInLink(): string
  quit(): void
  focus(): void
}

/** Answers the contract from the features. */
export function createRouter(deps: RouterDeps, resources: DisposableStore): Api {
  const { version, clock, settings, access, ports, supervision, observation, services, extension } = deps
  const { external, profiles, limits, trust } = extension
  const { frontDoor } = supervision
  const { ownerToken, clientsToken } = access
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
    manifestOf: (id) => [...registry, ...external.manifests()].find((manifest) => manifest.id === id),
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
    playground: createPlayground({
      db: observation.control,
      clock,
      token: ownerToken,
      version,
      urlOf: (endpoint) => addressOf(endpoint, services),
    }),
    external: createExternalControl({ external, services, settings, forget: (id) => trust.forget(id) }),
    secrets: createSecretControl(deps.secrets, external, settings),
    profiles,
    limits,
    tokens: access.clients,
    gateway: createGatewayControl(
      frontDoor,
      access.clients,
      {
        snapshots: () => supervision.snapshots(),
        profiles: () => profiles.list(),
        trust,
      },
      resources,
    ),
    trust: createTrustControl({ extension, services, tools, metrics: observation.metrics, clock }),
    consents: deps.consents,
    connect: createConnect({
      snapshots: () => supervision.snapshots(),
      profiles: () => profiles.list(),
      token: () => clientsToken,
    }),
    clientsToken,
    tools,
    monotonicMs: () => clock.monotonicMs(),
    log: observation.logs.logger('center'),
    audit: deps.audit,
  })
}

/** A service has an address of its own, or one below the gateway's, where the profiles are too. */
function addressOf(endpoint: string, services: ServiceControl): string {
  const known = services.get(endpoint)
  if (known) return known.url
  const gateway = services.get(GATEWAY_ID)?.url ?? ''
  return endpoint === DEFAULT_PROFILE ? gateway : `${gateway}/${endpoint}`
}
