import { hash } from 'node:crypto'
import { systemClock, type Clock } from '@shared/lib/clock'
import type { GatewayConfig, Route } from '@shared/process/gateway-messages'
import { openGuards, type CallGuards } from '../../../src/gateway/calls/call-guards'
import { GatewayConfigCell } from '../../../src/gateway/config'
import { createFront } from '../../../src/gateway/front/front'
import { listen, type Listener } from '../../../src/gateway/front/listener'
import { createTokenGuard, type TokenGuard } from '../../../src/gateway/guards/token'
import { defaultOptions, type GatewayOptions } from '../../../src/gateway/options'
import { StatelessEra } from '../../../src/gateway/stateless-era/stateless-era'
import { createTelemetry, type Telemetry } from '../../../src/gateway/telemetry/telemetry'
import { createRoutes, type Routes } from '../../../src/gateway/upstream/routes'
import { OneServiceViews, type FakeService } from './one-service-views'
import { anyToken, configFor } from '../../support/gateway-config'
import { OTHER_TOKEN, TOKEN } from './running-gateway'

interface Parts {
  options?: Partial<GatewayOptions>
  guards?: CallGuards
  clock?: Clock
  config?: Partial<GatewayConfig>
  service?: Partial<FakeService>
}

export const SERVICE = 'fixture'

/** The stateless era alone behind a real front on a free port; views are fake, everything else is real. */
export class StatelessGateway {
  readonly views: OneServiceViews
  readonly era: StatelessEra
  readonly telemetry: Telemetry
  readonly #routes: Routes = createRoutes(() => {})
  readonly #clock: Clock
  readonly #config = new GatewayConfigCell()
  readonly #timer: { dispose(): void }
  #listener: Listener | null = null

  constructor({ options, guards, clock = systemClock, config, service }: Parts) {
    this.views = new OneServiceViews({ serviceId: SERVICE, modern: false, tools: [], ...service })
    this.#clock = clock
    this.#config.set({ ...configFor([SERVICE]), ...config })
    this.telemetry = createTelemetry(clock)
    this.era = new StatelessEra({
      clock,
      options: { ...defaultOptions, ...options },
      routes: this.#routes,
      telemetry: this.telemetry,
      views: this.views,
      catalogs: this.views,
      guards: guards ?? openGuards,
      config: this.#config,
      onRefused: () => {},
      onStray: () => {},
    })
    this.#timer = clock.every(20, () => this.era.tick(clock.monotonicMs()))
  }

  static async start(parts: Parts = {}, tokens = testTokens()): Promise<StatelessGateway> {
    const gateway = new StatelessGateway(parts)
    const options = { ...defaultOptions, ...parts.options }
    const front = { options, tokens, eras: [gateway.era] as const, hasEndpoint: () => true, onRefused() {} }
    const result = await listen(0, {
      options,
      answer: (port) => createFront(SERVICE, port, front),
      onConnection: () => {},
    })
    if (result.kind === 'failed') throw new Error(result.code)
    gateway.#listener = result.listener
    return gateway
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#listener?.port ?? 0}/mcp`)
  }

  route(route: Route): void {
    this.#routes.set(SERVICE, route)
  }

  /** The calls that ended since this was last asked. */
  calls(): NonNullable<ReturnType<Telemetry['report']>>['calls'] {
    return this.telemetry.report({})?.calls ?? []
  }

  get clock(): Clock {
    return this.#clock
  }

  close(): void {
    this.#timer.dispose()
    this.era.close()
    this.#listener?.close()
  }
}

function testTokens(): TokenGuard {
  const tokens = createTokenGuard()
  tokens.accept([TOKEN, OTHER_TOKEN].map((id) => ({ ...anyToken, id, sha256: hash('sha256', id) })))
  return tokens
}
