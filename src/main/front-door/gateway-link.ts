import type { Catalog } from '@shared/domain/catalog'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { PortHolder, ServiceId } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { Emitter } from '@shared/lib/emitter'
import type { FromGateway, ToGateway } from '@shared/process/gateway-messages'
import type { Traffic } from '../supervisor'
import type { FrontDoorDeps } from './front-door'
import type { GatewayInstance } from './gateway-run'
import { PortClaims, type ListenResult } from './port-claims'
import { TrafficLedger, type TrafficReport } from './traffic-ledger'

/** What becomes of the gateway's own port; the ports of services are the supervisor's affair. */
export interface OwnPort {
  id: ServiceId
  onBound: () => void
  onHeld: (problem: Problem) => void
}

/**
 * What the front door and the gateway process tell each other: ports, tokens, settings and routes one way; bound ports,
 * traffic, offers and wishes of clients the other. While no gateway runs, what is said is lost; the next is told all of it.
 */
export class GatewayLink {
  readonly traffic = new Emitter<TrafficReport>()
  readonly catalogs = new Emitter<Catalog>()
  readonly statuses = new Emitter<GatewayStatus>()
  readonly #deps: FrontDoorDeps
  readonly #ownPort: OwnPort
  readonly #ledger = new TrafficLedger()
  readonly #claims: PortClaims
  #instance: GatewayInstance | null = null

  constructor(deps: FrontDoorDeps, ownPort: OwnPort) {
    this.#deps = deps
    this.#ownPort = ownPort
    const { clock, diagnose, supervisor } = deps
    this.#claims = new PortClaims({
      clock,
      diagnose,
      onBound: (id) => this.#portBound(id),
      onHeld: (id, holder, problem) => this.#portHeld(id, holder, problem),
    })
    supervisor.onRoute(({ id, route }) => this.send({ type: 'route', serviceId: id, route }))
  }

  /** Open MCP sessions, of all services together. */
  get sessions(): number {
    return this.#ledger.sessions
  }

  /** A new gateway knows nothing: ports and tokens first, then every route. */
  connect(instance: GatewayInstance): void {
    this.#instance = instance
    instance.onMessage((message) => this.#received(message))
    const { listeners, tokens, supervisor, gatewayConfig, dataDir } = this.#deps
    this.send({ type: 'start', services: listeners(), tokens: tokens(), config: gatewayConfig(), dataDir })
    for (const { id } of supervisor.list())
      this.send({ type: 'route', serviceId: id, route: supervisor.routeOf(id) })
  }

  /** The gateway is gone, with its ports and its sessions. */
  disconnect(): void {
    this.#instance = null
    this.#claims.clear()
    this.#noteTraffic(this.#ledger.clear())
  }

  listen(id: ServiceId, port: number): Promise<ListenResult> {
    const result = this.#claims.await(id, port)
    this.send({ type: 'listen', serviceId: id, port })
    return result
  }

  send(message: ToGateway): void {
    this.#instance?.send(message)
  }

  #received(message: FromGateway): void {
    if (message.type === 'bound') this.#claims.bound(message.serviceId, message.port)
    else if (message.type === 'bind-failed') void this.#claims.failed(message)
    else if (message.type === 'wake' && this.#deps.supervisor.has(message.serviceId))
      this.#deps.supervisor.wake(message.serviceId)
    else if (message.type === 'traffic') this.#moved(message)
    else if (message.type === 'catalog') this.catalogs.emit(message.catalog)
    else if (message.type === 'status') this.statuses.emit(message.status)
  }

  #moved(report: TrafficReport): void {
    this.#noteTraffic(this.#ledger.add(report))
    this.traffic.emit(report)
  }

  #noteTraffic(traffic: Map<ServiceId, Traffic>): void {
    for (const [id, moved] of traffic)
      if (this.#deps.supervisor.has(id)) this.#deps.supervisor.noteTraffic(id, moved)
  }

  #portBound(id: ServiceId): void {
    if (this.#deps.supervisor.has(id)) this.#deps.supervisor.unblock(id)
    else if (id === this.#ownPort.id) this.#ownPort.onBound()
  }

  #portHeld(id: ServiceId, holder: PortHolder, problem: Problem): void {
    if (this.#deps.supervisor.has(id)) this.#deps.supervisor.block(id, { kind: 'port-held', holder })
    else if (id === this.#ownPort.id) this.#ownPort.onHeld(problem)
  }
}
