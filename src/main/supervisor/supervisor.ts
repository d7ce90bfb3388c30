import type { ServiceManifest } from '@shared/domain/manifest'
import type { Block, ServiceEvent, ServiceId, ServiceSnapshot, Wanted } from '@shared/domain/service'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { Route } from '@shared/process/gateway-messages'
import type { Traffic } from './idle'
import type { LaunchDeps } from './launcher'
import type { ServiceDeps } from './service'
import type { ServiceConfig, ServiceLimits } from './service-config'

export interface SupervisorDeps extends LaunchDeps {
  clock: Clock
  manifests: readonly ServiceManifest[]
  config: (id: ServiceId) => ServiceConfig
  /** Must be visible in `config(id)` when it returns. */
  saveWanted: (id: ServiceId, wanted: Wanted) => void
  limits: () => ServiceLimits
  policy: 'standard' | 'immediate'
  /** A number in [0, 1), for the backoff's jitter. */
  random: () => number
  /** Default: a real MCP exchange over the endpoint. */
  probe?: ServiceDeps['probe']
  /** Default: /proc on Linux; null elsewhere. */
  readMemory?: ServiceDeps['readMemory']
}

export interface RouteChange {
  id: ServiceId
  route: Route
}

/** How a service that is added at run time is run. */
export interface ServiceOrigin {
  /** Where its processes come from, instead of the host. */
  spawn: LaunchDeps['spawn']
  /** True where each conversation costs a process of its own: asked once a run, not every 30 s. */
  probesOnce: () => boolean
}

export interface Supervisor {
  has(id: ServiceId): boolean
  list(): ServiceSnapshot[]
  /** @throws OmniMindError UNKNOWN_SERVICE, as every verb that takes an id */
  get(id: ServiceId): ServiceSnapshot
  routeOf(id: ServiceId): Route
  onChange(listener: (snapshot: ServiceSnapshot) => void): Disposable
  onEvent(listener: (event: ServiceEvent) => void): Disposable
  onRoute(listener: (change: RouteChange) => void): Disposable

  /**
   * Resolves to the state it reached; never rejects for what the service does.
   * @throws what `saveWanted` throws, as every verb that changes a wish; the services obeyed all the same
   */
  start(id: ServiceId): Promise<ServiceSnapshot>
  stop(id: ServiceId): Promise<ServiceSnapshot>
  restart(id: ServiceId): Promise<ServiceSnapshot>
  startAll(): Promise<ServiceSnapshot[]>
  stopAll(): Promise<ServiceSnapshot[]>
  /** Starts what is wanted and always on, in tier order; changes no wish. */
  startWanted(): void

  /** A request came for a sleeping service. */
  wake(id: ServiceId): void
  noteTraffic(id: ServiceId, traffic: Traffic): void
  block(id: ServiceId, block: Block): void
  unblock(id: ServiceId): void
  /** Mode, values or port of a service changed. */
  reconfigured(id: ServiceId): void
  /** Something in `limits()` changed. */
  limitsChanged(): void

  /** The machine goes to sleep. */
  suspend(): void
  /** It woke: after 10 s the services are looked after again, one after the other. */
  resume(): void
  /**
   * Looks after another service from now on, and starts it when it is wanted.
   * @throws OmniMindError BAD_INPUT when there is one of this name already
   */
  add(manifest: ServiceManifest, how: ServiceOrigin): void
  /**
   * What is said of a service changed.
   * @param isNewProgram what it runs changed too: a running or failed one is started again with it
   */
  update(manifest: ServiceManifest, isNewProgram: boolean): void
  /** Something a service is started with changed: started again, unless it is stopped or asleep. Wishes stay. */
  relaunch(id: ServiceId): void
  /** Stops a service and forgets it; resolves when its process is gone. */
  remove(id: ServiceId): Promise<void>
  /** A service came or went; `list()` shows it. */
  onListChange(listener: () => void): Disposable
  /** Ends every process, tiers in reverse order, within 6.7 s whatever they do. */
  shutdown(): Promise<void>
}
