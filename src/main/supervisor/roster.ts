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
import type { RouteChange, ServiceOrigin, SupervisorDeps } from './supervisor'
import { startPriority } from './tiers'

/** The services under supervision: which there are, in which order, and what any of them tells. */
export class Roster {
  readonly changes = new Emitter<ServiceSnapshot>()
  readonly events = new Emitter<ServiceEvent>()
  readonly routes = new Emitter<RouteChange>()
  /** A service came or went. */
  readonly lists = new Emitter<void>()
  readonly #deps: SupervisorDeps
  readonly #services = new Map<ServiceId, Service>()
  readonly #gate = new StartGate()
  // An external server may install for minutes, or wait for a person; ours must not wait for that.
  readonly #externalGate = new StartGate()

  constructor(deps: SupervisorDeps) {
    this.#deps = deps
    for (const manifest of deps.manifests) this.#adopt(manifest, null)
  }

  has(id: ServiceId): boolean {
    return this.#services.has(id)
  }

  /** @throws OmniMindError UNKNOWN_SERVICE */
  named(id: ServiceId): Service {
    const service = this.#services.get(id)
    if (service) return service
    throw new OmniMindError('UNKNOWN_SERVICE', `There is no service called "${id}".`, {
      nextStep: 'See "omnimind services list" for the names.',
    })
  }

  inStartOrder(): Service[] {
    return [...this.#services.values()].sort(
      (a, b) => startPriority(a.manifest.tier) - startPriority(b.manifest.tier),
    )
  }

  /** Ours as they were given, then the external ones by name. */
  inListOrder(): Service[] {
    const all = [...this.#services.values()]
    const external = all.filter(({ manifest }) => manifest.kind === 'external')
    const builtIn = all.filter(({ manifest }) => manifest.kind !== 'external')
    return [...builtIn, ...external.sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1))]
  }

  /** @throws OmniMindError BAD_INPUT when there is one of this name already */
  add(manifest: ServiceManifest, how: ServiceOrigin): Service {
    const { id } = manifest
    if (this.has(id))
      throw new OmniMindError('BAD_INPUT', `There is a service called "${id}" already.`, {
        nextStep: 'Choose another name.',
      })
    const service = this.#adopt(manifest, how)
    this.lists.emit()
    this.routes.emit({ id, route: service.route })
    this.changes.emit(service.snapshot())
    return service
  }

  /** Another of the same name that came meanwhile stays. */
  remove(service: Service): void {
    const { id } = service.manifest
    if (this.#services.get(id) !== service) return
    this.#services.delete(id)
    this.lists.emit()
  }

  #adopt(manifest: ServiceManifest, how: ServiceOrigin | null): Service {
    const { id } = manifest
    const deps = serviceDeps(this.#deps, manifest, how ? this.#externalGate : this.#gate)
    const { spawn, probesOnce } = how ?? { spawn: deps.spawn, probesOnce: () => false }
    const service = new Service({ ...deps, spawn, probe: oncePerRun(deps.probe, probesOnce) })
    service.changes.on((snapshot) => this.changes.emit(snapshot))
    service.events.on((event) => this.events.emit(event))
    service.routes.on((route) => this.routes.emit({ id, route }))
    this.#services.set(id, service)
    return service
  }
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
