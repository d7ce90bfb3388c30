import { join } from 'node:path'
import { registry } from '@servers/registry'
import type { LogEntry } from '@shared/domain/log'
import type { ServiceManifest } from '@shared/domain/manifest'
import type { ServiceSnapshot } from '@shared/domain/service'
import { MINUTE, type Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import type { GatewayConfig } from '@shared/process/gateway-messages'
import type { Access } from '../access'
import { createFrontDoor, GATEWAY_ID, type FrontDoor } from '../front-door'
import type { Host, ProcessSpec } from '../host/host'
import type { Logs } from '../logs'
import type { PortInspector } from '../ports'
import type { SettingsStore } from '../settings'
import type { Secrets } from '../secrets'
import { createSupervisor, type OpenDesk, type Supervisor } from '../supervisor'
import { createPublicPorts } from './ports'
import { makeGatewayDirectory } from './gateway-config'
import { usesSecret, withSecrets } from './setting-secrets'

/** Who runs, and who carries the requests. */
export interface Supervision {
  supervisor: Supervisor
  frontDoor: FrontDoor
  /** Every service, the gateway first. */
  snapshots(): ServiceSnapshot[]
  /** For people, when something unusual was asked for. */
  warnings: string[]
}

export interface SupervisionDeps {
  host: Pick<Host, 'spawn' | 'paths'>
  clock: Clock
  logs: Pick<Logs, 'write'>
  settings: SettingsStore
  access: Pick<Access, 'acceptedTokens'>
  ports: Pick<PortInspector, 'holderOf'>
  portOffset: number
  /** Replaces secrets in a text. */
  redact: (text: string) => string
  /** What people decided about the gateway, as it is now. */
  gatewayConfig: () => GatewayConfig
  /** Directory of the private endpoints. */
  runDir: string
  openDesk: OpenDesk
  secrets: Pick<Secrets, 'has' | 'read' | 'onChange'>
}

const MB = 1024 * 1024

/** Builds the supervisor and the front door and ties them to each other; starts nothing. */
export function createSupervision(deps: SupervisionDeps, resources: DisposableStore): Supervision {
  const { host, clock, logs, settings, access, ports } = deps
  const publicPorts = createPublicPorts({ manifests: registry, settings, portOffset: deps.portOffset })
  const policy = process.env['OMNIMIND_RESTART_POLICY'] === 'immediate' ? 'immediate' : 'standard'
  const common = {
    clock,
    policy,
    spawn: (spec: ProcessSpec) => host.spawn(spec),
    log: (entry: LogEntry) => logs.write(entry),
    redact: deps.redact,
    random: Math.random,
  } as const
  const supervisor = createSupervisor({
    ...common,
    manifests: registry,
    runDir: deps.runDir,
    openDesk: deps.openDesk,
    dataDirOf: (id) => join(host.paths.home, 'services', id),
    config: (id) => ({
      ...withSecrets(settings.service(id), registered(id), deps.secrets),
      ...publicPorts.of(id),
    }),
    saveWanted: (id, wanted) => void settings.updateService(id, { wanted }),
    limits: () => limitsOf(settings),
  })
  const frontDoor = createFrontDoor({
    ...common,
    supervisor,
    listeners: () => publicPorts.listeners(),
    tokens: () => access.acceptedTokens(),
    gatewayConfig: () => deps.gatewayConfig(),
    dataDir: makeGatewayDirectory(host.paths.home),
    diagnose: async (port, address) => (await ports.holderOf(port, address)) ?? unknownHolder(port, address),
    config: () => publicPorts.of(GATEWAY_ID),
  })
  const reconfigured = (id: string): void => {
    supervisor.reconfigured(id)
    // What it answered under the old settings may no longer be true.
    frontDoor.clearCache(id)
  }
  resources.add(settings.onServiceChange(reconfigured))
  resources.add(
    deps.secrets.onChange((name) => {
      for (const manifest of registry)
        if (usesSecret(manifest, settings.service(manifest.id).values, name)) reconfigured(manifest.id)
    }),
  )
  resources.add(settings.onChange(() => supervisor.limitsChanged()))
  return {
    supervisor,
    frontDoor,
    snapshots: () => [frontDoor.snapshot(), ...supervisor.list()],
    warnings:
      policy === 'immediate'
        ? ['OMNIMIND_RESTART_POLICY=immediate: services are restarted at once and without limit.']
        : [],
  }
}

function registered(id: string): ServiceManifest | undefined {
  return registry.find((manifest) => manifest.id === id)
}

function limitsOf(settings: SettingsStore) {
  const { memoryLimitMb, idleStopMinutes } = settings.get()
  return { memoryBytes: memoryLimitMb * MB, idleStopMs: idleStopMinutes * MINUTE }
}

function unknownHolder(port: number, address: string) {
  return { port, address, pid: null, command: null, user: null, isOmniMind: false }
}
