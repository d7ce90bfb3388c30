import { join } from 'node:path'
import { registry } from '@servers/registry'
import { DASHBOARD_PORT, HEALTH_PORT } from '@shared/domain/ports'
import type { ServiceId, ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import { SECOND, systemClock, type Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { measureSelf } from '@shared/process/self-usage'
import { createAccess } from './access'
import { createApi, type Api } from './api'
import { claimHome } from './center/claim-home'
import { movePort } from './center/move-port'
import { openLogs, openObservation } from './center/observation'
import { createPublicPorts } from './center/ports'
import { processSamples } from './center/process-samples'
import { makeRunDirectory } from './center/run-directory'
import { createConnect } from './connect'
import { startDashboard, startHealthServer } from './dashboard'
import { createFrontDoor } from './front-door'
import type { Host } from './host/host'
import { createMcpClient } from './mcp-client'
import { createPortInspector } from './ports'
import { createSettings } from './settings'
import { createSupervisor } from './supervisor'

export interface CenterOptions {
  /** Added to every port. */
  portOffset: number
  version: string
}

/** The running control center, as its host sees it. */
export interface Center {
  /** Answers the contract, for a link of the host's own. */
  readonly router: Api
  /** Every service, the gateway first. */
  snapshots(): ServiceSnapshot[]
  onChange(listener: (snapshot: ServiceSnapshot) => void): Disposable
  start(id: ServiceId): Promise<ServiceSnapshot>
  stop(id: ServiceId): Promise<ServiceSnapshot>
  restart(id: ServiceId): Promise<ServiceSnapshot>
  startAll(): Promise<ServiceSnapshot[]>
  stopAll(): Promise<ServiceSnapshot[]>
  settings(): Settings
  onSettings(listener: (settings: Settings) => void): Disposable
  onQuitRequested(listener: () => void): Disposable
  onFocusRequested(listener: () => void): Disposable
  /** A one-time link that signs a browser in. */
  signInLink(): string
  /** Ends every process and lets go of everything; takes 8 s at most. Calling it again waits for the same end. */
  shutdown(): Promise<void>
}

const MB = 1024 * 1024
const MINUTE = 60 * SECOND
const SAMPLE_EVERY_MS = 5 * SECOND

/**
 * Builds the control center on a host: the only place that knows every feature.
 * What was opened is released again when a later step fails.
 * @throws OmniMindError ALREADY_RUNNING, DATA_DIR_UNWRITABLE, PORT_HELD (dashboard or health port)
 */
export async function createCenter(host: Host, options: CenterOptions): Promise<Center> {
  const resources = new DisposableStore()
  try {
    return await build(host, options, systemClock, resources)
  } catch (error) {
    resources.dispose()
    throw error
  }
}

async function build(
  host: Host,
  { portOffset, version }: CenterOptions,
  clock: Clock,
  resources: DisposableStore,
): Promise<Center> {
  const { home } = host.paths
  const startedAt = clock.epochMs()
  const startedAtMs = clock.monotonicMs()
  const claim = await claimHome(host, clock)
  resources.defer(() => claim.release())

  // What is known and remembered.
  const logs = openLogs(home, clock, resources)
  const log = logs.logger('center')
  const settings = createSettings({ home, clock, log })
  const access = createAccess({ home, clock, log })
  const { activity, history, metrics, warnings } = openObservation(
    { home, clock, logs, settings: settings.get },
    resources,
  )

  // Who runs, and who carries the requests.
  const ports = createPortInspector()
  const publicPorts = createPublicPorts({ manifests: registry, settings, portOffset })
  const policy = process.env['OMNIMIND_RESTART_POLICY'] === 'immediate' ? 'immediate' : 'standard'
  const common = { clock, policy, spawn: host.spawn, log: logs.write, random: Math.random } as const
  const supervisor = createSupervisor({
    ...common,
    manifests: registry,
    runDir: makeRunDirectory(home, resources),
    dataDirOf: (id) => join(home, 'services', id),
    config: (id) => ({ ...settings.service(id), ...publicPorts.of(id) }),
    saveWanted: (id, wanted) => void settings.updateService(id, { wanted }),
    limits: () => ({
      memoryBytes: settings.get().memoryLimitMb * MB,
      idleStopMs: settings.get().idleStopMinutes * MINUTE,
    }),
  })
  const frontDoor = createFrontDoor({
    ...common,
    supervisor,
    listeners: publicPorts.listeners,
    tokens: access.acceptedTokens,
    diagnose: async (port, address) => (await ports.holderOf(port, address)) ?? unknownHolder(port, address),
    config: () => publicPorts.of('gateway'),
  })
  const snapshots = (): ServiceSnapshot[] => [frontDoor.snapshot(), ...supervisor.list()]

  // What is written down as it happens.
  for (const source of [supervisor, frontDoor])
    resources.add(source.onEvent((event) => history.record(event)))
  resources.add(
    frontDoor.onTraffic(({ samples, calls, droppedCalls }) => {
      metrics.recordTraffic(samples)
      activity.record(calls, droppedCalls)
    }),
  )
  const usage = measureSelf()
  const uptimeMs = (): number => clock.monotonicMs() - startedAtMs
  resources.add(
    clock.every(SAMPLE_EVERY_MS, () =>
      metrics.recordProcesses(processSamples(snapshots(), usage(), uptimeMs())),
    ),
  )
  resources.add(settings.onServiceChange((id) => supervisor.reconfigured(id)))

  // How people and programs reach it.
  const dashboardPort = DASHBOARD_PORT + portOffset
  const dashboardUrl = `http://127.0.0.1:${dashboardPort}/dashboard`
  const signInLink = (): string => `${dashboardUrl}?signin=${access.issueSignInCode()}`
  const tools = createMcpClient({ token: access.ownerToken, version, clock })
  resources.defer(() => void tools.close())
  const quitRequests = new Emitter<void>()
  const focusRequests = new Emitter<void>()
  const router = createApi({
    app: {
      info: () => ({
        version,
        pid: process.pid,
        host: host.kind,
        home,
        startedAt,
        portOffset,
        dashboardUrl,
        healthUrl: `http://127.0.0.1:${HEALTH_PORT + portOffset}/health`,
        secretProtection: host.secrets.protection().text,
        warnings: [...settings.warnings, ...access.warnings, ...warnings, ...policyWarning(policy)],
      }),
      quit: () => quitRequests.emit(),
      focus: () => focusRequests.emit(),
      signInLink,
    },
    services: {
      ...supervisor,
      movePort: (id, port) => movePort({ frontDoor, supervisor, settings }, id, port),
    },
    manifestOf: (id) => registry.find((manifest) => manifest.id === id),
    history: history.list,
    ports: { holderOf: ports.holderOf, findFree: ports.findFreePort, stopHolder: ports.stopHolder },
    settings,
    metrics,
    logs,
    activity,
    connect: createConnect({ snapshots: supervisor.list, token: () => access.ownerToken }),
    ownerToken: access.ownerToken,
    tools,
    monotonicMs: clock.monotonicMs,
    log,
  })
  let quitting = false
  const identity = { version, pid: process.pid }
  const web = { identity, services: snapshots, quitting: () => quitting, holderOf: ports.holderOf }
  const health = await startHealthServer({ ...web, port: HEALTH_PORT + portOffset, uptimeMs })
  resources.defer(() => void health.close())
  const dashboard = await startDashboard({
    ...web,
    port: dashboardPort,
    rendererDir: host.paths.renderer,
    api: router,
    access,
    metrics: { prometheus: () => metrics.prometheus(snapshots()), json: () => metrics.asJson(snapshots()) },
    clock,
    log,
  })
  resources.defer(() => void dashboard.close())

  // Off it goes.
  claim.announce({ pid: process.pid, host: host.kind, dashboardPort, startedAt })
  resources.add(
    host.onPower((event) =>
      [supervisor, frontDoor].forEach((part) => (event === 'suspend' ? part.suspend() : part.resume())),
    ),
  )
  void frontDoor.start()
  supervisor.startWanted()
  log.info(`OmniMind ${version} started`, { host: host.kind, portOffset, policy })

  const end = async (): Promise<void> => {
    quitting = true
    log.info('OmniMind is stopping')
    await Promise.all([supervisor.shutdown(), frontDoor.shutdown()])
    resources.dispose()
  }
  let ending: Promise<void> | undefined
  return {
    router,
    snapshots,
    onChange: (listener) => both(supervisor.onChange(listener), frontDoor.onChange(listener)),
    start: supervisor.start,
    stop: supervisor.stop,
    restart: supervisor.restart,
    startAll: supervisor.startAll,
    stopAll: supervisor.stopAll,
    settings: settings.get,
    onSettings: settings.onChange,
    onQuitRequested: (listener) => quitRequests.on(listener),
    onFocusRequested: (listener) => focusRequests.on(listener),
    signInLink,
    shutdown: () => (ending ??= end()),
  }
}

function unknownHolder(port: number, address: string) {
  return { port, address, pid: null, command: null, user: null, isOmniMind: false }
}

function policyWarning(policy: 'standard' | 'immediate'): string[] {
  return policy === 'immediate'
    ? ['OMNIMIND_RESTART_POLICY=immediate: services are restarted at once and without limit.']
    : []
}

function both(one: Disposable, other: Disposable): Disposable {
  return {
    dispose: () => {
      one.dispose()
      other.dispose()
    },
  }
}
