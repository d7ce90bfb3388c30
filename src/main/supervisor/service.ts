import { SECOND, type Clock } from '@shared/lib/clock'
import { Emitter } from '@shared/lib/emitter'
import type { ServiceManifest, ServiceSettings } from '@shared/domain/manifest'
import {
  unknownHealth,
  type Block,
  type RunMode,
  type ServiceEvent,
  type ServiceSnapshot,
  type Wanted,
} from '@shared/domain/service'
import type { Route } from '@shared/process/gateway-messages'
import { IdleWatch, type Traffic } from './idle'
import { launchService, type LaunchDeps } from './launcher'
import { Lifecycle } from './lifecycle'
import type { RestartPolicy } from './restart-policy'
import type { Run, RunReport } from './run'
import { routeFor, sameRoute } from './service-route'
import { ServiceRun, type ServiceRunDeps } from './service-run'
import type { StartGate } from './start-gate'
import { startPriority } from './tiers'

/** What the person and the settings say about a service; read whenever it matters, never kept. */
export interface ServiceConfig {
  wanted: Wanted
  mode: RunMode
  values: ServiceSettings
  /** Public port, offset and override included. */
  port: number
  /** The port of the port table, offset included. */
  defaultPort: number
  url: string
}

export interface ServiceLimits {
  /** Resident memory per service. */
  memoryBytes: number
  /** An on-demand service nobody used for this long is stopped; 0 never. */
  idleStopMs: number
}

export interface ServiceDeps extends LaunchDeps {
  clock: Clock
  manifest: ServiceManifest
  config(): ServiceConfig
  saveWanted(wanted: Wanted): void
  limits(): ServiceLimits
  policy: RestartPolicy
  gate: StartGate
  probe: ServiceRunDeps['probe']
  readMemory: ServiceRunDeps['readMemory']
}

/** A caller of `start` waits this long at most; then the state speaks for itself. */
const SETTLE_MS = 30 * SECOND

/** One supervised service: its lifecycle, the run under watch, and what the outside sees of both. */
export class Service {
  readonly changes = new Emitter<ServiceSnapshot>()
  readonly events = new Emitter<ServiceEvent>()
  readonly routes = new Emitter<Route>()
  readonly #deps: ServiceDeps
  readonly #lifecycle: Lifecycle
  readonly #idle: IdleWatch
  #run: ServiceRun | null = null
  #route: Route
  #sessions = 0
  #held = false
  #quitting = false

  constructor(deps: ServiceDeps) {
    this.#deps = deps
    const { clock, manifest, policy, gate } = deps
    this.#lifecycle = new Lifecycle({
      title: manifest.title,
      clock,
      policy,
      gate,
      priority: startPriority(manifest.tier),
      launch: (report) => this.#launch(report),
      changed: () => this.#changed(),
      happened: (kind, detail) => this.#happened(kind, detail),
    })
    this.#idle = new IdleWatch(clock, () => deps.limits().idleStopMs, () => this.#lifecycle.stop('idle'))
    this.#route = this.#currentRoute()
  }

  get manifest(): ServiceManifest {
    return this.#deps.manifest
  }
  get route(): Route {
    return this.#route
  }
  get isStopped(): boolean {
    return this.#run === null
  }

  /** Wanted from now on. Resolves to the state it reached: ready, failed, blocked, waiting to restart ... */
  start(): Promise<ServiceSnapshot> {
    this.#want('running')
    if (!this.#run) this.#deps.policy.forgive()
    this.#begin()
    return this.#settled()
  }

  /** Not wanted from now on. Resolves when its process is gone. */
  stop(): Promise<ServiceSnapshot> {
    this.#want('stopped')
    this.#lifecycle.stop('by-person')
    return this.#settled()
  }

  restart(): Promise<ServiceSnapshot> {
    this.#want('running')
    if (!this.#run) this.#deps.policy.forgive()
    if (!this.#quitting) this.#lifecycle.restart()
    return this.#settled()
  }

  /** At the start of the app: brings up what is wanted; on-demand services wait for their first use. */
  startIfWanted(): void {
    const { wanted, mode } = this.#deps.config()
    if (wanted === 'running' && mode === 'always') this.#begin()
  }

  /** A request came for it. */
  wake(): void {
    if (this.#route.kind === 'asleep') this.#begin()
  }

  block(block: Block): void {
    this.#lifecycle.block(block)
  }

  unblock(): void {
    this.#lifecycle.unblock()
    this.startIfWanted()
  }

  noteTraffic(traffic: Traffic): void {
    this.#idle.note(traffic)
    if (traffic.sessions === this.#sessions) return
    this.#sessions = traffic.sessions
    this.#emit()
  }

  /** Its settings changed: a running one is restarted with them, a misconfigured one gets another chance. */
  reconfigured(): void {
    const { state } = this.#lifecycle
    if (this.#run) this.#lifecycle.restart()
    else if (state.kind === 'blocked' && state.block.kind === 'configuration') this.#begin()
    else this.startIfWanted()
    this.#changed()
  }

  suspend(): void {
    this.#held = true
    this.#lifecycle.hold()
    this.#run?.pause()
    this.#idle.dispose()
  }

  resume(): void {
    this.#held = false
    this.#lifecycle.release()
    this.#run?.resume()
    this.#armIdle()
  }

  /** Resolves when the process is gone; nothing starts it again. */
  async quit(): Promise<void> {
    this.#quitting = true
    this.#lifecycle.stop('quitting')
    await this.#settled()
  }

  snapshot(): ServiceSnapshot {
    const { manifest, clock, policy } = this.#deps
    const { wanted, mode, port, defaultPort, url } = this.#deps.config()
    const { id, title, description, tier } = manifest
    const run = this.#run
    return {
      ...{ id, title, description, tier, port, defaultPort, url, wanted, mode },
      state: this.#lifecycle.state,
      health: run?.health ?? unknownHealth,
      pid: run?.pid ?? null,
      startedAt: run?.startedAt ?? null,
      uptimeMs: run?.uptimeMs ?? 0,
      restarts: policy.restartsInLastDay(clock.monotonicMs()),
      usage: run?.usage ?? null,
      sessions: this.#sessions,
      toolCount: run?.toolCount ?? null,
      lastError: this.#lifecycle.lastError,
    }
  }

  #begin(): void {
    if (!this.#quitting) this.#lifecycle.start()
  }

  #launch(report: RunReport): Run {
    const { manifest, config, limits, clock, probe, readMemory } = this.#deps
    const memoryLimitBytes = (): number => limits().memoryBytes
    const order = { manifest, settings: config().values, memoryLimitBytes: memoryLimitBytes() }
    const { instance, endpoint } = launchService(this.#deps, order)
    instance.onEnd(() => (this.#run = null))
    const changed = (): void => this.#emit()
    const run = new ServiceRun({
      ...{ clock, manifest, instance, endpoint, probe, memoryLimitBytes, readMemory, report, changed },
    })
    if (this.#held) run.pause()
    return (this.#run = run)
  }

  #want(wanted: Wanted): void {
    if (this.#deps.config().wanted !== wanted) this.#deps.saveWanted(wanted)
  }

  /** Called within each transition: the route first, it is what clients wait for. */
  #changed(): void {
    const route = this.#currentRoute()
    if (!sameRoute(route, this.#route)) {
      this.#route = route
      this.routes.emit(route)
    }
    this.#armIdle()
    this.#emit()
  }

  #armIdle(): void {
    const isServing = this.#route.kind === 'up'
    if (!isServing || this.#held || this.#deps.config().mode !== 'on-demand') this.#idle.dispose()
    else this.#idle.begin()
  }

  #currentRoute(): Route {
    const { state, intent } = this.#lifecycle
    const { wanted, mode } = this.#deps.config()
    const endpoint = this.#run?.endpoint ?? null
    return routeFor({ title: this.#deps.manifest.title, state, intent, wanted, mode, endpoint })
  }

  #happened(kind: ServiceEvent['kind'], detail: string): void {
    const { clock, manifest } = this.#deps
    this.events.emit({ at: clock.epochMs(), serviceId: manifest.id, kind, detail, pid: this.#run?.pid ?? null })
  }

  #emit(): void {
    this.changes.emit(this.snapshot())
  }

  #settled(): Promise<ServiceSnapshot> {
    const isSettled = ({ state }: ServiceSnapshot): boolean =>
      state.kind !== 'starting' && state.kind !== 'stopping'
    const now = this.snapshot()
    if (isSettled(now)) return Promise.resolve(now)
    return new Promise((resolve) => {
      const finish = (snapshot: ServiceSnapshot): void => {
        limit.dispose()
        listening.dispose()
        resolve(snapshot)
      }
      const limit = this.#deps.clock.after(SETTLE_MS, () => finish(this.snapshot()))
      const listening = this.changes.on((snapshot) => {
        if (isSettled(snapshot)) finish(snapshot)
      })
    })
  }
}
