import { registry } from '@servers/registry'
import type { ServiceManifest } from '@shared/domain/manifest'
import { DASHBOARD_PORT } from '@shared/domain/ports'
import type { ServiceId, ServiceSnapshot } from '@shared/domain/service'
import type { Settings } from '@shared/domain/settings'
import { systemClock, type Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { Api } from './api'
import { appInfo, dashboardUrl } from './center/app-info'
import { claimHome } from './center/claim-home'
import { createExtension, runExtension } from './center/extension'
import { openHome } from './center/open-home'
import { startRecording } from './center/recording'
import { createRouter } from './center/router'
import { createServiceControl } from './center/service-control'
import { createServiceDesk } from './center/service-desk'
import { tellOfQuestions } from './center/question-notices'
import { makeRunDirectory } from './center/run-directory'
import { createSupervision, type Supervision } from './center/supervision'
import { openWeb } from './center/web'
import { createConsents } from './consent'
import type { SignInAnswer } from './dashboard'
import type { Host } from './host/host'
import { createOtel } from './otel'
import { createPortInspector } from './ports'

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
  const uptimeMs = (): number => clock.monotonicMs() - startedAtMs
  const claim = await claimHome(host, clock)
  resources.defer(() => claim.release())

  let addedManifests: (() => ServiceManifest[]) | undefined
  const manifests = (): ServiceManifest[] => [...registry, ...(addedManifests?.() ?? [])]
  const kept = openHome({ host, clock, version, manifests }, resources)
  const { logs, log, audit, redact, settings, secrets, access, observation } = kept
  const otel = createOtel({ endpoint: () => settings.get().otlpEndpoint, version, log })
  resources.add(settings.onChange(() => otel.configure()))
  const ports = createPortInspector()
  const extension = createExtension({
    host,
    clock,
    log,
    audit,
    redact,
    logs,
    settings,
    secrets,
    control: observation.control,
    portOffset,
  })
  const { external } = extension
  addedManifests = () => external.manifests()
  const consents = createConsents({ db: observation.control, clock, log, audit, redact })
  const runDir = makeRunDirectory(home, resources)
  resources.add(tellOfQuestions({ consents, host, settings: () => settings.get(), clock }))
  const openDesk = createServiceDesk({
    host,
    clock,
    log,
    redact,
    logs,
    access,
    consents,
    runDir,
    supervision: () => supervision,
  })
  const supervision: Supervision = createSupervision(
    {
      host,
      clock,
      logs,
      settings,
      access,
      ports,
      portOffset,
      redact,
      gatewayConfig: () => extension.gatewayConfig(),
      runDir,
      openDesk,
      secrets,
    },
    resources,
  )
  const { supervisor, frontDoor } = supervision
  runExtension(extension, supervision, { clock, settings, log }, resources)
  resources.add(access.clients.onChange(() => frontDoor.tokensChanged()))
  startRecording(supervision, observation, { clock, uptimeMs, otel }, resources)

  const quitRequests = new Emitter<void>()
  const focusRequests = new Emitter<void>()
  const signInLink = (): string => `${dashboardUrl(portOffset)}?signin=${access.issueSignInCode()}`
  const services = createServiceControl(supervision, settings)
  const warnings = (): string[] => [settings, access, supervision, extension].flatMap((part) => part.warnings)
  const router = createRouter(
    {
      version,
      clock,
      settings,
      access,
      ports,
      supervision,
      observation,
      services,
      extension,
      secrets,
      consents,
      audit,
      info: () =>
        appInfo({
          host,
          version,
          startedAt,
          portOffset,
          warnings: warnings(),
          problems: observation.problems(),
        }),
      signInLink,
      quit: () => quitRequests.emit(),
      focus: () => focusRequests.emit(),
    },
    resources,
  )
  let ending: Promise<void> | undefined
  const quitting = (): boolean => ending !== undefined
  const web = {
    version,
    portOffset,
    rendererDir: host.paths.renderer,
    api: router,
    access,
    clock,
    uptimeMs,
    quitting,
    onSignIn: ({ code, state, iss }: SignInAnswer) => external.signedIn(code, state, iss),
  }
  await openWeb({ ...web, supervision, observation, holderOf: (port) => ports.holderOf(port) }, resources)

  const dashboardPort = DASHBOARD_PORT + portOffset
  claim.announce({ pid: process.pid, host: host.kind, dashboardPort, startedAt })
  resources.add(host.onPower((event) => followPower(event, [supervisor, frontDoor, external])))
  void frontDoor.start()
  supervisor.startWanted()
  log.info(`OmniMind ${version} started`, { host: host.kind, portOffset })

  const end = async (): Promise<void> => {
    log.info('OmniMind is stopping')
    try {
      // The gateway goes last: until then it tells clients why a service is away.
      await supervisor.shutdown()
    } finally {
      await Promise.all([external.shutdown(), frontDoor.shutdown(), otel.close()])
      resources.dispose()
    }
  }
  return {
    router,
    snapshots: () => supervision.snapshots(),
    onChange: (listener) => services.onChange(listener),
    start: (id) => services.start(id),
    stop: (id) => services.stop(id),
    restart: (id) => services.restart(id),
    startAll: () => services.startAll(),
    stopAll: () => services.stopAll(),
    settings: () => settings.get(),
    onSettings: (listener) => settings.onChange(listener),
    onQuitRequested: (listener) => quitRequests.on(listener),
    onFocusRequested: (listener) => focusRequests.on(listener),
    signInLink,
    shutdown: () => (ending ??= end()),
  }
}

function followPower(event: 'suspend' | 'resume', parts: { suspend(): void; resume(): void }[]): void {
  for (const part of parts) {
    if (event === 'suspend') part.suspend()
    else part.resume()
  }
}
