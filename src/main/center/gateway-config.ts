import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { registry } from '@servers/registry'
import { stricter, type GatewayLimits } from '@shared/domain/limits'
import { MINUTE } from '@shared/lib/clock'
import type { GatewayConfig, OfferedService } from '@shared/process/gateway-messages'
import type { ExternalServers } from '../external'
import type { LimitsStore } from '../limits'
import type { Profiles } from '../profiles'
import type { SettingsStore } from '../settings'
import type { Trust } from '../trust'

export interface GatewayConfigDeps {
  settings: Pick<SettingsStore, 'get'>
  external: Pick<ExternalServers, 'list'>
  profiles: Pick<Profiles, 'list'>
  limits: Pick<LimitsStore, 'get'>
  trust: Pick<Trust, 'approved' | 'lastCatalog'>
}

/** A built-in tool that takes longer is given up; external servers say it themselves. */
const BUILT_IN_TIMEOUT_MS = 5 * MINUTE

/** Everything the gateway must know of what people decided. Built-in services first, in the order of their ports. */
export function gatewayConfig({
  settings,
  external,
  profiles,
  limits,
  trust,
}: GatewayConfigDeps): GatewayConfig {
  const { keepCallContents, callContentsKb } = settings.get()
  const builtIn = registry.map(({ id, title }): OfferedService => ({
    serviceId: id,
    title,
    kind: 'built-in',
    requestTimeoutMs: BUILT_IN_TIMEOUT_MS,
    approved: null,
    lastCatalog: trust.lastCatalog(id),
  }))
  const added = external.list().map(({ id, title, requestTimeoutS }): OfferedService => ({
    serviceId: id,
    title,
    kind: 'external',
    requestTimeoutMs: requestTimeoutS * 1_000,
    approved: trust.approved(id),
    lastCatalog: trust.lastCatalog(id),
  }))
  return {
    services: [...builtIn, ...added.toSorted((a, b) => (a.serviceId < b.serviceId ? -1 : 1))],
    profiles: profiles.list(),
    limits: withOwnRates(limits.get()),
    history: { keepContents: keepCallContents, maxContentBytes: callContentsKb * 1024 },
  }
}

/** What a built-in service says of its own rate holds where the person said nothing of it, and nothing stricter of all. */
function withOwnRates(limits: GatewayLimits): GatewayLimits {
  const own = registry.flatMap(({ id, rate }) => (rate ? [[id, stricter(rate, limits.rate)] as const] : []))
  return { ...limits, rateByService: { ...Object.fromEntries(own), ...limits.rateByService } }
}

/** The gateway owns one database of its own; it lies here. */
export function makeGatewayDirectory(home: string): string {
  const dir = join(home, 'gateway')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return dir
}
