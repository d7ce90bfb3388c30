import type { Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { FromGateway, ToGateway } from '@shared/process/gateway-messages'
import type { ProcessUsage } from '@shared/domain/service'
import { combinedEndpoint } from './front/combined-endpoint'
import { createFront } from './front/front'
import { Ports } from './front/ports'
import type { Refusal } from './guards/refusal'
import { createTokenGuard } from './guards/token'
import { defaultOptions, type GatewayOptions } from './options'
import { SessionEra } from './session-era/session-era'
import { Notices } from './telemetry/notices'
import { createTelemetry } from './telemetry/telemetry'
import { createRoutes } from './upstream/routes'

export interface GatewayDeps {
  send: (message: FromGateway) => void
  clock: Clock
  /** Reads the process' own usage, for heartbeats. */
  usage(): ProcessUsage
  /** Main asked the gateway to end; everything is closed. */
  onStopped(): void
  options?: Partial<GatewayOptions>
}

/** The front door: what main may tell it, and how its parts are put together. */
export interface Gateway {
  receive(message: ToGateway): void
  /** Lets go of every port, connection and MCP session. */
  close(): void
}

export function createGateway(deps: GatewayDeps): Gateway {
  const { send, clock } = deps
  const options: GatewayOptions = { ...defaultOptions, ...deps.options }
  const held = new DisposableStore()
  const notices = new Notices()
  const tokens = createTokenGuard()
  const telemetry = createTelemetry(clock)
  const routes = createRoutes((serviceId) => send({ type: 'wake', serviceId }))
  const onRefused = (serviceId: string, { guard, status }: Refusal): void =>
    notices.add(serviceId, `refused a request (${status}, ${guard})`)
  const onStray = (serviceId: string, what: string): void => notices.add(serviceId, `ignored ${what}`)
  const sessionEra = new SessionEra({ clock, options, routes, telemetry, onRefused, onStray })
  const eras = [combinedEndpoint, sessionEra] as const
  const front = { options, tokens, eras, onRefused }
  const ports = new Ports({ options, send, front: (serviceId, port) => createFront(serviceId, port, front) })

  const tick = (): void => {
    sessionEra.tick(clock.monotonicMs())
    const report = telemetry.report(sessionEra.counts())
    if (report) send(report)
    for (const notice of notices.take()) send(notice)
  }
  const close = (): void => {
    held.dispose()
    sessionEra.close()
    ports.close()
    tick()
  }
  const start = async (services: { serviceId: string; port: number }[]): Promise<void> => {
    for (const { serviceId, port } of services) await ports.open(serviceId, port)
    send({ type: 'started' })
  }

  held.add(clock.every(options.tickMs, tick))
  return {
    close,
    receive: (message) => {
      switch (message.type) {
        case 'start':
          tokens.accept(message.tokens)
          return void start(message.services)
        case 'configure':
        case 'clear-cache':
        case 'close-circuit':
          return
        case 'route':
          return routes.set(message.serviceId, message.route)
        case 'listen':
          return void ports.open(message.serviceId, message.port)
        case 'tokens':
          return tokens.accept(message.tokens)
        case 'heartbeat':
          return send({
            type: 'heartbeat',
            n: message.n,
            ...deps.usage(),
            connections: ports.connections,
          })
        case 'stop':
          close()
          return deps.onStopped()
      }
    },
  }
}
