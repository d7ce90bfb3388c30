import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, type Clock } from '@shared/lib/clock'
import type { FromGateway, Route } from '@shared/process/gateway-messages'
import { createGateway, type Gateway, type GatewayParts } from '../../../src/gateway/gateway'
import type { GatewayOptions } from '../../../src/gateway/options'
import { anyToken, configFor } from '../../support/gateway-config'
import { serveFixture, type Seen } from '../fixtures/fixture-server'

export const TOKEN = 'test-token-1'
export const OTHER_TOKEN = 'test-token-2'
const SERVICE = 'fixture'

/** Without a catalog, whose own questions a service under test would hear; `{}` takes all real parts. */
export const quiet: Partial<GatewayParts> = { views: { of: () => null } }

/** A gateway in this process, on a free port, with one service behind it. */
export class RunningGateway {
  readonly gateway: Gateway
  readonly messages: FromGateway[] = []
  port = 0
  #stopped = false
  readonly #listeners = new Set<() => void>()

  constructor(options: Partial<GatewayOptions>, clock: Clock, parts: Partial<GatewayParts> = quiet) {
    this.gateway = createGateway({
      send: (message) => {
        this.messages.push(message)
        for (const listener of this.#listeners) listener()
      },
      clock,
      usage: () => ({ rssBytes: 1, cpuPercent: 0, loopLagMs: 0 }),
      onStopped: () => (this.#stopped = true),
      options,
      parts,
    })
  }

  static async start(
    options: Partial<GatewayOptions> = {},
    services = [SERVICE],
    clock: Clock = systemClock,
    parts: Partial<GatewayParts> = quiet,
  ): Promise<RunningGateway> {
    const running = new RunningGateway({ tickMs: 20, ...options }, clock, parts)
    const tokens = [TOKEN, OTHER_TOKEN].map((token) => ({
      ...anyToken,
      id: token,
      sha256: hash('sha256', token),
    }))
    running.gateway.receive({
      type: 'start',
      services: services.map((serviceId) => ({ serviceId, port: 0 })),
      tokens,
      config: configFor(services),
      dataDir: mkdtempSync(join(tmpdir(), 'omnimind-gateway-')),
    })
    await running.message((message) => message.type === 'started')
    running.port = running.portOf(services[0] ?? SERVICE)
    return running
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}/mcp`)
  }
  get isStopped(): boolean {
    return this.#stopped
  }

  portOf(serviceId: string): number {
    const bound = this.messages.find((message) => message.type === 'bound' && message.serviceId === serviceId)
    if (bound?.type !== 'bound') throw new Error(`${serviceId} is not bound`)
    return bound.port
  }

  route(route: Route): void {
    this.gateway.receive({ type: 'route', serviceId: SERVICE, route })
  }

  /** The first message that fits, past or to come. */
  async message(fits: (message: FromGateway) => boolean): Promise<FromGateway> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.#listeners.delete(listener)
          resolve()
        }
        this.#listeners.add(listener)
      })
    }
  }
}

/** A fixture service listening in this process. */
export interface RunningService {
  endpoint: string
  seen: Seen
  close(): void
}

export function newEndpoint(): { endpoint: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'omni-gw-'))
  const endpoint = join(directory, `${randomBytes(4).toString('hex')}.sock`)
  return { endpoint, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

export function startService(): RunningService {
  const { endpoint, remove } = newEndpoint()
  const { server, seen } = serveFixture(endpoint)
  return {
    endpoint,
    seen,
    close: () => {
      server.close()
      seen.dropConnections()
      remove()
    },
  }
}
