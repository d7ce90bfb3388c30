import { SECOND } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { ServiceManifest } from '@shared/domain/manifest'
import type { ServiceEvent, ServiceId, ServiceSnapshot } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'
import { oncePerRun } from './once-per-run'
import { probePipe } from './pipe-probe'
import { readResidentMemory } from './resident-memory'
import { createImmediatePolicy, createRestartPolicy } from './restart-policy'
import { Service, type ServiceDeps } from './service'
import { StartGate } from './start-gate'
import { stopInReverse } from './stop-in-reverse'
import type { RouteChange, ServiceOrigin, Supervisor, SupervisorDeps } from './supervisor'
import { startPriority } from './tiers'

const AFTER_RESUME_MS = 10 * SECOND
const RESUME_STAGGER_MS = 250

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
