import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import {
  type PortHolder,
  type ServiceEvent,
  type ServiceId,
  type ServiceSnapshot,
} from '@shared/domain/service'
import type { Catalog } from '@shared/domain/catalog'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { Problem } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import {
  FromGateway,
  type AcceptedToken,
  type GatewayConfig,
  type ToGateway,
} from '@shared/process/gateway-messages'
import {
  createImmediatePolicy,
  createTirelessPolicy,
  Instance,
  Lifecycle,
  noVitalSigns,
  settled,
  StartGate,
  type InstanceDeps,
  type RestartPolicy,
  type Run,
  type RunReport,
  type Supervisor,
  type Traffic,
} from '../supervisor'
import { GATEWAY_TITLE, GatewayRun, type GatewayInstance } from './gateway-run'
import { PortClaims, type ListenResult } from './port-claims'
import { TrafficLedger, type TrafficReport } from './traffic-ledger'

export const GATEWAY_ID = 'gateway'

export interface Listener {
  serviceId: ServiceId
  port: number
}

export interface FrontDoorDeps extends InstanceDeps {
  clock: Clock
  policy: 'standard' | 'immediate'
  random: () => number
  supervisor: Pick<
    Supervisor,
    'has' | 'routeOf' | 'onRoute' | 'list' | 'block' | 'unblock' | 'wake' | 'noteTraffic'
  >
  /** Every public port the gateway holds, with the gateway's own when it has one; asked at each of its starts. */
  listeners: () => Listener[]
  /** The bearer tokens it accepts; asked at each start and by `tokensChanged`. */
  tokens: () => AcceptedToken[]
  /** Finds out who holds a port that could not be bound; called once per failure. */
  diagnose: (port: number, address: string) => Promise<PortHolder>
  /** What people decided about the gateway; asked at each start and by `configure`. */
  gatewayConfig: () => GatewayConfig
  /** Directory of the gateway's own database; exists, mode 0700. */
  dataDir: string
  /** The gateway's own public port and address. */
  config: () => { port: number; defaultPort: number; url: string }
}

export interface FrontDoor {
  /**
   * Starts it unless it runs; one that runs without its own port tries that again, and no session is touched.
   * Resolves when every port was tried, or with the state that kept it from that.
   */
  start(): Promise<ServiceSnapshot>
  /** A planned restart; routes and ports are handed over anew. */
  restart(): Promise<ServiceSnapshot>
  snapshot(): ServiceSnapshot
  onChange(listener: (snapshot: ServiceSnapshot) => void): Disposable
  onEvent(listener: (event: ServiceEvent) => void): Disposable
  onTraffic(listener: (report: TrafficReport) => void): Disposable
  /** Listens for a service on this port from now on; `listeners()` must name it already. */
  listen(id: ServiceId, port: number): Promise<ListenResult>
  /** Hands `tokens()` to the gateway. */
  tokensChanged(): void
  /** Hands `gatewayConfig()` to the gateway. */
  configure(): void
  /** A service's offer, whenever it differs from the last one. */
  onCatalog(listener: (catalog: Catalog) => void): Disposable
  /** How the guards stand; at most once a second. */
  onStatus(listener: (status: GatewayStatus) => void): Disposable
  /** @param id null clears everything */
  clearCache(id: ServiceId | null): void
  closeCircuit(id: ServiceId): void
  suspend(): void
  resume(): void
  /** Ends the gateway within 2 s whatever it does. */
  shutdown(): Promise<void>
}

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
  readonly #traffic = new Emitter<TrafficReport>()
  readonly #catalogs = new Emitter<Catalog>()
  readonly #statuses = new Emitter<GatewayStatus>()
  readonly #policy: RestartPolicy
  readonly #lifecycle: Lifecycle
  readonly #ledger = new TrafficLedger()
  readonly #claims: PortClaims
  #instance: GatewayInstance | null = null
  #run: GatewayRun | null = null
  #lastPid: number | null = null
  #resuming: Disposable | null = null

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps
    const { clock, supervisor, diagnose } = deps
    this.#policy = deps.policy === 'immediate' ? createImmediatePolicy() : createTirelessPolicy(deps.random)
    this.#claims = new PortClaims({
      clock,
      diagnose,
      onBound: (id) => this.#portBound(id),
      onHeld: (id, holder, problem) => this.#portHeld(id, holder, problem),
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
    supervisor.onRoute(({ id, route }) => this.#send({ type: 'route', serviceId: id, route }))
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
    return this.#traffic.on(listener)
  }

  listen(id: ServiceId, port: number): Promise<ListenResult> {
    const result = this.#claims.await(id, port)
    this.#send({ type: 'listen', serviceId: id, port })
    return result
  }

  tokensChanged(): void {
    this.#send({ type: 'tokens', tokens: this.#deps.tokens() })
  }

  configure(): void {
    this.#send({ type: 'configure', config: this.#deps.gatewayConfig() })
  }
  onCatalog(listener: (catalog: Catalog) => void): Disposable {
    return this.#catalogs.on(listener)
  }
  onStatus(listener: (status: GatewayStatus) => void): Disposable {
    return this.#statuses.on(listener)
  }
  clearCache(id: ServiceId | null): void {
    this.#send({ type: 'clear-cache', serviceId: id })
  }
  closeCircuit(id: ServiceId): void {
    this.#send({ type: 'close-circuit', serviceId: id })
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
      sessions: this.#ledger.sessions,
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
    instance.onMessage((message) => this.#received(message))
    this.#instance = instance
    this.#run = run
    this.#brief()
    return run
  }

  /** A new gateway knows nothing: ports and tokens first, then every route. */
  #brief(): void {
    const { listeners, tokens, supervisor, gatewayConfig, dataDir } = this.#deps
    this.#send({ type: 'start', services: listeners(), tokens: tokens(), config: gatewayConfig(), dataDir })
    for (const { id } of supervisor.list())
      this.#send({ type: 'route', serviceId: id, route: supervisor.routeOf(id) })
  }

  #received(message: FromGateway): void {
    if (message.type === 'bound') this.#claims.bound(message.serviceId, message.port)
    else if (message.type === 'bind-failed') void this.#claims.failed(message)
    else if (message.type === 'wake' && this.#deps.supervisor.has(message.serviceId))
      this.#deps.supervisor.wake(message.serviceId)
    else if (message.type === 'traffic') this.#moved(message)
    else if (message.type === 'catalog') this.#catalogs.emit(message.catalog)
    else if (message.type === 'status') this.#statuses.emit(message.status)
  }

  #moved(report: TrafficReport): void {
    this.#noteTraffic(this.#ledger.add(report))
    this.#traffic.emit(report)
  }

  #noteTraffic(traffic: Map<ServiceId, Traffic>): void {
    for (const [id, moved] of traffic)
      if (this.#deps.supervisor.has(id)) this.#deps.supervisor.noteTraffic(id, moved)
  }

  #buried(pid: number | null): void {
    this.#lastPid = pid
    this.#instance = null
    this.#run = null
    this.#claims.clear()
    this.#noteTraffic(this.#ledger.clear())
  }

  #portBound(id: ServiceId): void {
    if (this.#deps.supervisor.has(id)) this.#deps.supervisor.unblock(id)
    else if (id === GATEWAY_ID) this.#run?.portBound()
  }

  #portHeld(id: ServiceId, holder: PortHolder, problem: Problem): void {
    if (this.#deps.supervisor.has(id)) this.#deps.supervisor.block(id, { kind: 'port-held', holder })
    else if (id === GATEWAY_ID) this.#run?.portHeld({ ...problem, nextStep: OWN_PORT_STEP })
  }

  #send(message: ToGateway): void {
    this.#instance?.send(message)
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
