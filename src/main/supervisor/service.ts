import type { Clock } from '@shared/lib/clock'
import { Emitter } from '@shared/lib/emitter'
import type { ServiceManifest } from '@shared/domain/manifest'
import {
  unknownHealth,
  type Block,
  type Health,
  type ServiceEvent,
  type ServiceSnapshot,
  type Wanted,
} from '@shared/domain/service'
import type { Route } from '@shared/process/gateway-messages'
import { exitWords } from './exit-class'
import { IdleWatch, type Traffic } from './idle'
import type { InstanceEnd } from './instance'
import { launchService, type LaunchDeps } from './launcher'
import { Lifecycle } from './lifecycle'
import type { RestartPolicy } from './restart-policy'
import type { Run, RunReport } from './run'
import type { ServiceLimits } from './service-config'
import { routeFor, sameRoute } from './service-route'
import { ServiceRun, type ServiceRunDeps } from './service-run'
import { settled } from './settled'
import type { StartGate } from './start-gate'
import { startPriority } from './tiers'
import { noVitalSigns } from './vitals'
import { Wish, type WishDeps } from './wish'

export interface ServiceDeps extends LaunchDeps, WishDeps {
  clock: Clock
  manifest: ServiceManifest
  limits: () => ServiceLimits
  policy: RestartPolicy
  gate: StartGate
  probe: ServiceRunDeps['probe']
  readMemory: ServiceRunDeps['readMemory']
}

/** One supervised service: its lifecycle, the run under watch, and what the outside sees of both. */
export class Service {
  readonly changes = new Emitter<ServiceSnapshot>()
  readonly events = new Emitter<ServiceEvent>()
  readonly routes = new Emitter<Route>()
  readonly #deps: ServiceDeps
  #manifest: ServiceManifest
  readonly #lifecycle: Lifecycle
  readonly #idle: IdleWatch
  readonly #wish: Wish
  #run: ServiceRun | null = null
  /** What is left of the last run. */
  #remains: { pid: number | null; health: Health } = { pid: null, health: unknownHealth }
  #route: Route
  /** The values of the present run, as JSON. */
  #launchedWith = ''
  #sessions = 0
  #held = false
  #quitting = false

  constructor(deps: ServiceDeps) {
    this.#deps = deps
    const { clock, manifest, policy, gate } = deps
    this.#manifest = manifest
    this.#wish = new Wish(deps)
    const title = (): string => this.#manifest.title
    this.#lifecycle = new Lifecycle({
      get title() {
        return title()
      },
      clock,
      policy,
      gate,
      priority: startPriority(manifest.tier),
      launch: (report) => this.#launch(report),
      changed: () => this.#changed(),
      happened: (kind, detail) => this.#happened(kind, detail),
    })
    this.#idle = new IdleWatch(
      clock,
      () => deps.limits().idleStopMs,
      () => this.#lifecycle.stop('idle'),
    )
    this.#route = this.#currentRoute()
  }

  get manifest(): ServiceManifest {
    return this.#manifest
  }
  get route(): Route {
    return this.#route
  }

  /**
   * Wanted from now on. Resolves to the state it reached: ready, failed, blocked, waiting to restart ...
   * @throws when the wish cannot be stored, as `stop` and `restart`; the service obeyed all the same
   */
  start(): Promise<ServiceSnapshot> {
    if (!this.#run) this.#deps.policy.forgive()
    return this.#want('running', () => this.#begin())
  }

  /** Not wanted from now on. Resolves when its process is gone. */
  stop(): Promise<ServiceSnapshot> {
    return this.#want('stopped', () => this.#lifecycle.stop('by-person'))
  }

  restart(): Promise<ServiceSnapshot> {
    if (!this.#run) this.#deps.policy.forgive()
    return this.#want('running', () => {
      if (!this.#quitting) this.#lifecycle.restart()
    })
  }

  /** At the start of the app: brings up what is wanted; on-demand services wait for their first use. */
  startIfWanted(): void {
    const { wanted, mode } = this.#wish.config
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
    if (this.#lifecycle.unblock()) this.startIfWanted()
  }

  noteTraffic(traffic: Traffic): void {
    this.#idle.note(traffic)
    if (traffic.sessions === this.#sessions) return
    this.#sessions = traffic.sessions
    this.#emit()
  }

  /**
   * Something in `config()` changed. New values restart a running service and give a misconfigured or failed
   * one another chance; a new port, mode or wish needs no new process. `saveWanted` may lead here at once.
   */
  reconfigured(): void {
    const { values, wanted } = this.#wish.config
    const hasNewValues = JSON.stringify(values) !== this.#launchedWith
    if (this.#lifecycle.state.kind === 'stopped') this.startIfWanted()
    else if (hasNewValues && wanted === 'running') this.#lifecycle.restart()
    this.#changed()
  }

  /** Title or description changed. */
  redescribe(manifest: ServiceManifest): void {
    this.#manifest = manifest
    this.#changed()
  }

  /** What it is started with changed: it gets a new run, and another chance, unless it is stopped or asleep. */
  relaunch(): void {
    const { state } = this.#lifecycle
    if (this.#quitting || this.#wish.config.wanted !== 'running') return
    if (!this.#run) this.#deps.policy.forgive()
    if (state.kind === 'stopped') this.startIfWanted()
    else this.#lifecycle.restart()
  }

  /** Something in `limits()` changed; memory limits are read at each sample, the idle time is not. */
  limitsChanged(): void {
    this.#idle.limitChanged()
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
    const { clock, policy } = this.#deps
    const manifest = this.#manifest
    const { wanted, mode, port, defaultPort, url } = this.#wish.config
    const { id, title, description, tier } = manifest
    const identity = { id, title, description, kind: manifest.kind ?? 'built-in', tier }
    const wishes = { port, defaultPort, url, wanted, mode }
    const run = this.#run
    return {
      ...identity,
      ...wishes,
      state: this.#lifecycle.state,
      ...(run?.vitals.signs() ?? { ...noVitalSigns, health: this.#remains.health }),
      restarts: policy.restartsInLastDay(clock.monotonicMs()),
      sessions: this.#sessions,
      toolCount: run?.toolCount ?? null,
      lastError: this.#lifecycle.lastError,
    }
  }

  #begin(): void {
    if (!this.#quitting) this.#lifecycle.start()
  }

  #launch(report: RunReport): Run {
    const { config, limits, clock, probe, readMemory } = this.#deps
    const manifest = this.#manifest
    const memoryLimitBytes = (): number => limits().memoryBytes
    const order = { manifest, settings: config().values, memoryLimitBytes: memoryLimitBytes() }
    this.#launchedWith = JSON.stringify(order.settings)
    const { instance, endpoint } = launchService(this.#deps, order)
    instance.onEnd((end) => this.#buried(end, instance.lastPid))
    const changed = (): void => this.#emit()
    const launched = { clock, manifest, instance, endpoint }
    const run = new ServiceRun({ ...launched, probe, memoryLimitBytes, readMemory, report, changed })
    if (this.#held) run.pause()
    return (this.#run = run)
  }

  /** The run is over; what is decided about it follows in the lifecycle. */
  #buried({ exit }: InstanceEnd, pid: number | null): void {
    this.#run = null
    const isFailure = this.#lifecycle.intent.kind === 'run' || this.#lifecycle.intent.kind === 'replace'
    const process = { verdict: 'failed', at: this.#deps.clock.epochMs(), detail: exitWords(exit) } as const
    this.#remains = { pid, health: isFailure ? { ...unknownHealth, process } : unknownHealth }
  }

  #want(wanted: Wanted, act: () => void): Promise<ServiceSnapshot> {
    return this.#wish.fulfil(wanted, act, () => this.#settled())
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
    const { wanted, mode } = this.#wish.config
    const endpoint = this.#run?.endpoint ?? null
    return routeFor({ title: this.#manifest.title, state, intent, wanted, mode, endpoint })
  }

  #happened(kind: ServiceEvent['kind'], detail: string): void {
    const { pid } = this.#run ?? this.#remains
    this.events.emit({ at: this.#deps.clock.epochMs(), serviceId: this.#manifest.id, kind, detail, pid })
  }

  #emit(): void {
    this.changes.emit(this.snapshot())
  }

  #settled(): Promise<ServiceSnapshot> {
    return settled(this.#deps.clock, () => this.snapshot(), this.changes)
  }
}
