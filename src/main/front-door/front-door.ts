import type { Catalog } from '@shared/domain/catalog'
import type { GatewayStatus } from '@shared/domain/gateway'
import type { PortHolder, ServiceEvent, ServiceId, ServiceSnapshot } from '@shared/domain/service'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { AcceptedToken, GatewayConfig } from '@shared/process/gateway-messages'
import type { InstanceDeps, Supervisor } from '../supervisor'
import type { ListenResult } from './port-claims'
import type { TrafficReport } from './traffic-ledger'

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
