import { SECOND, sleep, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { DisposableStore } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { ServiceManifest } from '@shared/domain/manifest'
import type { Block, ServiceEvent, ServiceId, ServiceSnapshot, Wanted } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import type { Route } from '@shared/process/gateway-messages'
import type { Traffic } from './idle'
import type { LaunchDeps } from './launcher'
import { probePipe } from './pipe-probe'
import type { ProbeResult } from './probe-schedule'
import { readResidentMemory } from './resident-memory'
import { createImmediatePolicy, createRestartPolicy } from './restart-policy'
import { Service, type ServiceDeps } from './service'
import type { ServiceConfig, ServiceLimits } from './service-config'
import { StartGate } from './start-gate'
import { startPriority } from './tiers'

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

const AFTER_RESUME_MS = 10 * SECOND
const RESUME_STAGGER_MS = 250
/** What a tier gets to stop before the next one is asked too. Four tiers and 5 s of escalation fit into 6 s. */
const TIER_HEAD_START_MS = 300
const SHUTDOWN_MS = 5.5 * SECOND

export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const changes = new Emitter<ServiceSnapshot>()
  const events = new Emitter<ServiceEvent>()
  const routes = new Emitter<RouteChange>()
  const lists = new Emitter<void>()
  const services = new Map<ServiceId, Service>()
  let resuming = new DisposableStore()

  const gate = new StartGate()
  // An external server may install for minutes, or wait for a person; ours must not wait for that.
  const externalGate = new StartGate()
  const adopt = (manifest: ServiceManifest, how: ServiceOrigin | null): Service => {
    const ownDeps = serviceDeps(deps, manifest, how ? externalGate : gate)
    const { spawn, probesOnce } = how ?? { spawn: deps.spawn, probesOnce: () => false }
    const service = new Service({ ...ownDeps, spawn, probe: oncePerRun(ownDeps.probe, probesOnce) })
    service.changes.on((snapshot) => changes.emit(snapshot))
    service.events.on((event) => events.emit(event))
    service.routes.on((route) => routes.emit({ id: manifest.id, route }))
    services.set(manifest.id, service)
    return service
  }
  for (const manifest of deps.manifests) adopt(manifest, null)
  const inStartOrder = (): Service[] =>
    [...services.values()].sort((a, b) => startPriority(a.manifest.tier) - startPriority(b.manifest.tier))
  /** Ours as they were given, then the external ones by name. */
  const inListOrder = (): Service[] => {
    const [external, builtIn] = split([...services.values()], ({ manifest }) => manifest.kind === 'external')
    return [...builtIn, ...external.sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1))]
  }
  const named = (id: ServiceId): Service => {
    const service = services.get(id)
    if (service) return service
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no service called "${id}".`, {
      nextStep: 'See "omnimind services list" for the names.',
    })
  }
  return {
    has: (id) => services.has(id),
    list: () => inListOrder().map((service) => service.snapshot()),
    get: (id) => named(id).snapshot(),
    routeOf: (id) => named(id).route,
    onChange: (listener) => changes.on(listener),
    onEvent: (listener) => events.on(listener),
    onRoute: (listener) => routes.on(listener),

    start: async (id) => named(id).start(),
    stop: async (id) => named(id).stop(),
    restart: async (id) => named(id).restart(),
    startAll: () => all(inStartOrder().map((service) => service.start())),
    stopAll: () =>
      all(
        inStartOrder()
          .toReversed()
          .map((service) => service.stop()),
      ),
    startWanted: () => inStartOrder().forEach((service) => service.startIfWanted()),

    wake: (id) => named(id).wake(),
    noteTraffic: (id, traffic) => named(id).noteTraffic(traffic),
    block: (id, block) => named(id).block(block),
    unblock: (id) => named(id).unblock(),
    reconfigured: (id) => named(id).reconfigured(),
    limitsChanged: () => inStartOrder().forEach((service) => service.limitsChanged()),

    add: (manifest, how) => {
      if (services.has(manifest.id)) throw taken(manifest.id)
      const service = adopt(manifest, how)
      lists.emit()
      routes.emit({ id: manifest.id, route: service.route })
      changes.emit(service.snapshot())
      service.startIfWanted()
    },
    update: (manifest, isNewProgram) => {
      const service = named(manifest.id)
      service.redescribe(manifest)
      if (isNewProgram) service.relaunch()
    },
    relaunch: (id) => named(id).relaunch(),
    remove: async (id) => {
      const service = named(id)
      await service.quit()
      if (services.get(id) !== service) return
      services.delete(id)
      lists.emit()
    },
    onListChange: (listener) => lists.on(listener),

    suspend: () => {
      resuming.dispose()
      for (const service of inStartOrder()) service.suspend()
    },
    resume: () => {
      resuming.dispose()
      resuming = new DisposableStore()
      for (const [index, service] of inStartOrder().entries()) {
        const delayMs = AFTER_RESUME_MS + index * RESUME_STAGGER_MS
        resuming.add(deps.clock.after(delayMs, () => service.resume()))
      }
    },
    shutdown: async () => {
      resuming.dispose()
      await stopInReverse(inStartOrder(), deps.clock)
    },
  }
}

/** Every run has an endpoint of its own, so what was proven of one says nothing about the next. */
function oncePerRun(probe: ServiceDeps['probe'], isWanted: () => boolean): ServiceDeps['probe'] {
  let proven: { endpoint: string; result: ProbeResult } | null = null
  return async (endpoint, manifest, signal) => {
    if (proven?.endpoint === endpoint && isWanted()) return proven.result
    const result = await probe(endpoint, manifest, signal)
    proven = result.problem === null ? { endpoint, result } : null
    return result
  }
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
}

function taken(id: ServiceId): OmniMindError {
  return new OmniMindError('BAD_INPUT', `There is a service called "${id}" already.`, {
    nextStep: 'Choose another name.',
  })
}

/** Waits for every one, also when one fails; then fails with that. */
async function all<T>(promises: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

/** Tier by tier from the last to the first; a tier that takes its time does not hold up the next for long. */
async function stopInReverse(inStartOrder: readonly Service[], clock: Clock): Promise<void> {
  const tiers = Map.groupBy(inStartOrder.toReversed(), ({ manifest }) => manifest.tier)
  const stopping: Promise<unknown>[] = []
  for (const tier of tiers.values()) {
    const stopped = Promise.all(tier.map((service) => service.quit()))
    stopping.push(stopped)
    await Promise.race([stopped, sleep(clock, TIER_HEAD_START_MS)])
  }
  // A process the kernel cannot end must not keep the app from quitting.
  await Promise.race([Promise.all(stopping), sleep(clock, SHUTDOWN_MS)])
}

function serviceDeps(deps: SupervisorDeps, manifest: ServiceManifest, gate: StartGate): ServiceDeps {
  const { id } = manifest
  const defaultReader = process.platform === 'linux' ? readResidentMemory : null
  return {
    ...deps,
    manifest,
    gate,
    config: () => deps.config(id),
    saveWanted: (wanted) => deps.saveWanted(id, wanted),
    policy: deps.policy === 'immediate' ? createImmediatePolicy() : createRestartPolicy(deps.random),
    probe: deps.probe ?? ((endpoint, manifest, signal) => probePipe(endpoint, manifest, deps.clock, signal)),
    readMemory: deps.readMemory === undefined ? defaultReader : deps.readMemory,
  }
}
