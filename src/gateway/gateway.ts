import type { Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { FromGateway, ToGateway } from '@shared/process/gateway-messages'
import type { ProcessUsage } from '@shared/domain/service'
import type { CallGuards } from './calls/call-guards'
import { GuardChain } from './calls/chain'
import { createCatalog } from './catalog'
import type { Catalogs, Views } from './catalog/view'
import { GatewayConfigCell } from './config'
import { createFront } from './front/front'
import { Ports } from './front/ports'
import type { Refusal } from './guards/refusal'
import { createTokenGuard } from './guards/token'
import { defaultOptions, type GatewayOptions } from './options'
import { Notices } from './telemetry/notices'
import { createTelemetry } from './telemetry/telemetry'
import { createRoutes } from './upstream/routes'
import { BothEras } from './wiring/both-eras'

export interface GatewayDeps {
  send: (message: FromGateway) => void
  clock: Clock
  /** Reads the process' own usage, for heartbeats. */
  usage(): ProcessUsage
  /** Main asked the gateway to end; everything is closed. */
  onStopped(): void
  options?: Partial<GatewayOptions>
  /** In place of the real ones, for parts under test. */
  parts?: Partial<GatewayParts>
}

export interface GatewayParts {
  views: Views
  catalogs: Catalogs
  guards: CallGuards
}

/** The front door: what main may tell it, and how its parts are put together. */
export interface Gateway {
  receive(message: ToGateway): void
  /** Lets go of every port, connection and MCP session. */
  close(): void
}

const nothingKnown: Pick<GatewayParts, 'views' | 'catalogs'> = {
  views: { of: () => null },
  catalogs: { tool: () => null, isModern: () => null },
}

export function createGateway(deps: GatewayDeps): Gateway {
  const { send, clock } = deps
  const options: GatewayOptions = { ...defaultOptions, ...deps.options }
  const held = new DisposableStore()
  const notices = new Notices()
  const tokens = createTokenGuard(clock)
  const config = new GatewayConfigCell()
  const telemetry = createTelemetry(clock)
  const routes = createRoutes((serviceId) => send({ type: 'wake', serviceId }))
  const onRefused = (serviceId: string, { guard, status }: Refusal): void =>
    notices.add(serviceId, `refused a request (${status}, ${guard})`)
  const onStray = (serviceId: string, what: string): void => notices.add(serviceId, `ignored ${what}`)
  const keepCatalog = (): Pick<GatewayParts, 'views' | 'catalogs'> => {
    const keeper = createCatalog({ clock, routes, config, send })
    held.defer(() => keeper.close())
    return keeper
  }
  const chain = new GuardChain({
    clock,
    config,
    isStopped: (serviceId) => routes.of(serviceId).current.kind === 'down',
    onProblem: (text) => send({ type: 'log', level: 'warn', text }),
  })
  const parts = { ...(deps.parts?.views ? nothingKnown : keepCatalog()), guards: chain, ...deps.parts }
  const shared = { clock, options, config, routes, telemetry, ...parts, onRefused, onStray }
  const eras = new BothEras(shared)
  const hasEndpoint = (endpointId: string): boolean => parts.views.of(endpointId) !== null
  const front = { options, tokens, eras: eras.inOrder, hasEndpoint, onRefused }
  const ports = new Ports({ options, send, front: (serviceId, port) => createFront(serviceId, port, front) })

  /** Sessions end with their address and with their token. */
  const review = (): void => eras.review((tokenId) => tokens.has(tokenId))
  const tick = (): void => {
    review()
    eras.tick(clock.monotonicMs())
    chain.tick(clock.monotonicMs())
    const status = chain.status(eras.openSessions())
    if (status) send({ type: 'status', status })
    const report = telemetry.report(eras.counts())
    if (report) send(report)
    for (const notice of notices.take()) send(notice)
  }
  const close = (): void => {
    held.dispose()
    eras.close()
    ports.close()
    tick()
    chain.close()
  }
  const start = async (services: { serviceId: string; port: number }[]): Promise<void> => {
    for (const { serviceId, port } of services) await ports.open(serviceId, port)
    send({ type: 'started' })
  }

  held.add(clock.every(options.tickMs, tick))
  held.add(config.onChange(review))
  return {
    close,
    receive: (message) => {
      switch (message.type) {
        case 'start':
          tokens.accept(message.tokens)
          chain.open(message.dataDir)
          config.set(message.config)
          return void start(message.services)
        case 'configure':
          return config.set(message.config)
        case 'clear-cache':
          return chain.clearCache(message.serviceId)
        case 'close-circuit':
          return chain.closeCircuit(message.serviceId)
        case 'route':
          if (message.route.kind === 'up') chain.serviceCame(message.serviceId)
          return routes.set(message.serviceId, message.route)
        case 'listen':
          return void ports.open(message.serviceId, message.port)
        case 'tokens':
          tokens.accept(message.tokens)
          return review()
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
