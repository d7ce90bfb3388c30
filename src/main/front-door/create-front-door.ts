import type { Catalog } from '@shared/domain/catalog'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { ServiceEvent, ServiceId, ServiceSnapshot } from '@shared/domain/service'
import { SECOND } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { FromGateway } from '@shared/process/gateway-messages'
import {
  createImmediatePolicy,
  createTirelessPolicy,
  Instance,
  Lifecycle,
  noVitalSigns,
  settled,
  StartGate,
  type RestartPolicy,
  type Run,
  type RunReport,
} from '../supervisor'
import { GATEWAY_ID, type FrontDoor, type FrontDoorDeps } from './front-door'
import { GatewayLink } from './gateway-link'
import { GATEWAY_TITLE, GatewayRun, type GatewayInstance } from './gateway-run'
import type { ListenResult } from './port-claims'
import type { TrafficReport } from './traffic-ledger'

/** The gateway keeps no data: it needs less time to end than a service, and the app has 8 s in all. */
const GRACES = { askedMs: SECOND, terminatedMs: 0.5 * SECOND }
const AFTER_RESUME_MS = 10 * SECOND
const OWN_PORT_STEP =
  'Stop that program and start the gateway again, or start OmniMind with another OMNIMIND_PORT_OFFSET.'

export function createFrontDoor(deps: FrontDoorDeps): FrontDoor {
  return new GatewayKeeper(deps)
}

/** Keeps the gateway process running and tells it where requests go. */
class GatewayKeeper implements FrontDoor {
  readonly #deps: FrontDoorDeps
  readonly #changes = new Emitter<ServiceSnapshot>()
  readonly #events = new Emitter<ServiceEvent>()
  readonly #policy: RestartPolicy
  readonly #lifecycle: Lifecycle
  readonly #link: GatewayLink
  #run: GatewayRun | null = null
  #lastPid: number | null = null
  #resuming: Disposable | null = null

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps
    const { clock } = deps
    this.#policy = deps.policy === 'immediate' ? createImmediatePolicy() : createTirelessPolicy(deps.random)
    this.#link = new GatewayLink(deps, {
      id: GATEWAY_ID,
      onBound: () => this.#run?.portBound(),
      onHeld: (problem) => this.#run?.portHeld({ ...problem, nextStep: OWN_PORT_STEP }),
    })
    this.#lifecycle = new Lifecycle({
      title: GATEWAY_TITLE,
      clock,
      policy: this.#policy,
      gate: new StartGate(1),
      priority: 0,
      launch: (report) => this.#launch(report),
      changed: () => this.#changed(),
      happened: (kind, detail) => this.#happened(kind, detail),
    })
  }

  async start(): Promise<ServiceSnapshot> {
    if (!this.#run) this.#policy.forgive()
    this.#lifecycle.start()
    if (this.#run?.lacksItsPort) await this.listen(GATEWAY_ID, this.#deps.config().port)
    return this.#settled()
  }

  restart(): Promise<ServiceSnapshot> {
    if (!this.#run) this.#policy.forgive()
    this.#lifecycle.restart()
    return this.#settled()
  }

  onChange(listener: (snapshot: ServiceSnapshot) => void): Disposable {
    return this.#changes.on(listener)
  }
  onEvent(listener: (event: ServiceEvent) => void): Disposable {
    return this.#events.on(listener)
  }
  onTraffic(listener: (report: TrafficReport) => void): Disposable {
    return this.#link.traffic.on(listener)
  }

  listen(id: ServiceId, port: number): Promise<ListenResult> {
    return this.#link.listen(id, port)
  }

  tokensChanged(): void {
    this.#link.send({ type: 'tokens', tokens: this.#deps.tokens() })
  }

  configure(): void {
    this.#link.send({ type: 'configure', config: this.#deps.gatewayConfig() })
  }
  onCatalog(listener: (catalog: Catalog) => void): Disposable {
    return this.#link.catalogs.on(listener)
  }
  onStatus(listener: (status: GatewayStatus) => void): Disposable {
    return this.#link.statuses.on(listener)
  }
  clearCache(id: ServiceId | null): void {
    this.#link.send({ type: 'clear-cache', serviceId: id })
  }
  closeCircuit(id: ServiceId): void {
    this.#link.send({ type: 'close-circuit', serviceId: id })
  }

  suspend(): void {
    this.#resuming?.dispose()
    this.#lifecycle.hold()
    this.#run?.pause()
  }

  resume(): void {
    this.#resuming?.dispose()
    this.#resuming = this.#deps.clock.after(AFTER_RESUME_MS, () => {
      this.#lifecycle.release()
      this.#run?.resume()
    })
  }

  async shutdown(): Promise<void> {
    this.#resuming?.dispose()
    this.#lifecycle.stop('quitting')
    await this.#settled()
  }

  snapshot(): ServiceSnapshot {
    const { clock, config } = this.#deps
    const run = this.#run
    return {
      id: GATEWAY_ID,
      title: GATEWAY_TITLE,
      description: 'Owns every public MCP port and carries the requests to the services.',
      kind: 'built-in',
      tier: 0,
      ...config(),
      wanted: 'running',
      mode: 'always',
      state: this.#lifecycle.state,
      ...(run?.vitals.signs() ?? noVitalSigns),
      restarts: this.#policy.restartsInLastDay(clock.monotonicMs()),
      sessions: this.#link.sessions,
      toolCount: null,
      lastError: this.#lifecycle.lastError,
    }
  }

  #launch(report: RunReport): Run {
    const { clock } = this.#deps
    const spec = { program: 'gateway', name: GATEWAY_ID } as const
    const instance: GatewayInstance = new Instance(this.#deps, spec, FromGateway, GRACES)
    instance.onEnd(() => this.#buried(instance.lastPid))
    const run = new GatewayRun({ clock, instance, report, changed: () => this.#changed() })
    this.#run = run
    this.#link.connect(instance)
    return run
  }

  #buried(pid: number | null): void {
    this.#lastPid = pid
    this.#run = null
    this.#link.disconnect()
  }

  #changed(): void {
    this.#changes.emit(this.snapshot())
  }

  #happened(kind: ServiceEvent['kind'], detail: string): void {
    const pid = this.#run ? this.#run.pid : this.#lastPid
    this.#events.emit({ at: this.#deps.clock.epochMs(), serviceId: GATEWAY_ID, kind, detail, pid })
  }

  #settled(): Promise<ServiceSnapshot> {
    return settled(this.#deps.clock, () => this.snapshot(), this.#changes)
  }
}
