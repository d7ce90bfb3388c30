import type { Clock } from '@shared/lib/clock'
import type { GatewayOptions } from '../options'
import { Leg } from '../upstream/leg'
import type { Routes } from '../upstream/routes'
import type { Exchange } from './exchange'
import type { Exchanges } from './exchanges'
import { Inbound } from './inbound'
import type { Listening } from './listening'
import type { ServerRequests } from './server-requests'

export interface SessionLegDeps {
  routes: Routes
  clock: Clock
  options: GatewayOptions
  exchanges: Exchanges
  listening: Listening
  serverRequests: ServerRequests
  onProgress: (exchange: Exchange) => void
  onStray: (serviceId: string, what: string) => void
}

export interface LegEvents {
  /** True for what the client hears from the gateway instead. */
  isOurs: (method: string) => boolean
  /** True while somebody listens to what this service says unasked. */
  isListening(): boolean
  /** The service refused the handshake: this conversation cannot go on. */
  onRejected(): void
}

/** One MCP session's conversation with one service, whose lines end up in the session. */
export function openSessionLeg(deps: SessionLegDeps, serviceId: string, events: LegEvents): Leg<Exchange> {
  const { routes, clock, options, exchanges, listening, serverRequests, onProgress } = deps
  const onStray = (what: string): void => deps.onStray(serviceId, what)
  const inbound: Inbound = new Inbound({
    serviceId,
    clock,
    exchanges,
    listening,
    serverRequests,
    isOurs: events.isOurs,
    onProgress,
    reply: (line) => leg.carryNote(line),
    onStray,
  })
  const leg = new Leg<Exchange>(
    { route: routes.of(serviceId), clock, options, requests: exchanges.of(serviceId) },
    {
      onLine: (line) => inbound.receive(line),
      onStray,
      onBroken: () => serverRequests.forget(serviceId),
      onRejected: () => events.onRejected(),
      isListening: () => events.isListening(),
    },
  )
  return leg
}
