import { registry } from '@servers/registry'
import { DASHBOARD_PORT, GATEWAY_PORT } from '@shared/domain/ports'
import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { DisposableStore } from '@shared/lib/disposable'
import type { GatewayConfig } from '@shared/process/gateway-messages'
import { createContextCost, type ContextCosts } from '../context-cost'
import { OAUTH_CALLBACK_PATH } from '../dashboard'
import { createExternalServers, type ExternalServers } from '../external'
import type { Host } from '../host/host'
import { openLimits, type LimitsStore } from '../limits'
import type { Logs } from '../logs'
import { createProfiles, type Profiles } from '../profiles'
import type { Secrets } from '../secrets'
import type { SettingsStore } from '../settings'
import type { OpenedDatabase } from '../storage'
import { createTrust, type Trust } from '../trust'
import { gatewayConfig } from './gateway-config'
import type { Supervision } from './supervision'

/** What people added to the program and decided about it: servers, profiles, limits, trust. */
export interface Extension {
  external: ExternalServers
  profiles: Profiles
  limits: LimitsStore
  trust: Trust
  costs: ContextCosts
  gatewayConfig(): GatewayConfig
  readonly warnings: readonly string[]
}

export interface ExtensionDeps {
  host: Pick<Host, 'spawn' | 'paths'>
  clock: Clock
  log: Logger
  /** The trail of what people decide and change. */
  audit: Logger
  /** Replaces secrets in a text. */
  redact: (text: string) => string
  logs: Pick<Logs, 'write'>
  settings: SettingsStore
  secrets: Secrets
  control: OpenedDatabase
  portOffset: number
}

/** Several changes in the same moment reach the gateway as one. */
const CONFIGURE_EVERY_MS = 20

export function createExtension(deps: ExtensionDeps): Extension {
  const { host, clock, log, audit, logs, settings, secrets, control, portOffset } = deps
  const { home } = host.paths
  const isBuiltIn = (id: string): boolean => registry.some((manifest) => manifest.id === id)
  const profiles: Profiles = createProfiles({
    home,
    epochMs: () => clock.epochMs(),
    log,
    isService: (id) => isBuiltIn(id) || external.get(id) !== undefined,
    services: () => [...registry, ...external.list()].map(({ id }) => id),
    toolsOf: (id) => (trust.lastCatalog(id)?.tools ?? []).map(({ name }) => name),
  })
  const external: ExternalServers = createExternalServers({
    home,
    clock,
    log,
    writeLog: (entry) => logs.write(entry),
    redact: deps.redact,
    spawn: (spec) => host.spawn(spec),
    secrets,
    isTaken: (id) => isBuiltIn(id) || profiles.list().some((profile) => profile.id === id),
    gatewayPort: GATEWAY_PORT + portOffset,
    redirectUrl: `http://127.0.0.1:${DASHBOARD_PORT + portOffset}${OAUTH_CALLBACK_PATH}`,
  })
  const limits = openLimits({ home, clock, audit })
  for (const warning of limits.warnings) log.warn(warning)
  const costs = createContextCost({ db: control, log })
  const trust: Trust = createTrust({
    db: control,
    clock,
    log,
    audit,
    isExternal: (id) => external.get(id) !== undefined,
    tokensOf: (definition) => costs.tokensOf(definition),
  })
  const parts = { settings, external, profiles, limits, trust }
  return {
    ...parts,
    costs,
    gatewayConfig: () => gatewayConfig(parts),
    warnings: [...external.warnings, ...profiles.warnings, ...limits.warnings],
  }
}

/** Ties it to those who run and carry: servers come and go, and the gateway hears of every decision. */
export function runExtension(
  { external, profiles, limits, trust }: Extension,
  { supervisor, frontDoor }: Supervision,
  { clock, settings, log }: Pick<ExtensionDeps, 'clock' | 'settings' | 'log'>,
  resources: DisposableStore,
): void {
  const isKnown = (id: string): boolean =>
    external.get(id) !== undefined || registry.some((manifest) => manifest.id === id)
  let planned = false
  let lastAt = -Infinity
  const configure = (): void => {
    if (planned) return
    planned = true
    const send = (): void => {
      planned = false
      lastAt = clock.monotonicMs()
      frontDoor.configure()
    }
    // The first is on its way before whoever decided hears that it is done; what comes right behind it goes together.
    const waitMs = lastAt + CONFIGURE_EVERY_MS - clock.monotonicMs()
    if (waitMs <= 0) queueMicrotask(send)
    else clock.after(waitMs, send)
  }
  resources.add(external.onChange(configure))
  resources.add(profiles.onChange(configure))
  resources.add(limits.onChange(configure))
  resources.add(trust.onChange(configure))
  resources.add(settings.onChange(configure))
  resources.add(
    frontDoor.onCatalog((catalog) => {
      try {
        // What was still on its way when the server was removed must not be taken for known later.
        if (isKnown(catalog.serviceId)) trust.learned(catalog)
      } catch (error) {
        log.error(`What ${catalog.serviceId} offers could not be kept: ${errorText(error)}`)
      }
    }),
  )
  external.start(supervisor)
}
