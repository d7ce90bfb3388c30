import type { RequestListener } from 'node:http'
import type { FromGateway } from '@shared/process/gateway-messages'
import type { GatewayOptions } from '../options'
import { listen, type Listener } from './listener'

export interface PortsDeps {
  options: GatewayOptions
  front(serviceId: string, port: number): RequestListener
  send(message: FromGateway): void
}

/** The public ports, one per service, and what main hears about them. */
export class Ports {
  readonly #deps: PortsDeps
  readonly #listeners = new Map<string, Listener>()
  /** The latest move of each service, done or not. */
  readonly #moves = new Map<string, Promise<void>>()
  #connections = 0
  #closed = false

  constructor(deps: PortsDeps) {
    this.#deps = deps
  }

  /** Open client connections on all ports. */
  get connections(): number {
    return this.#connections
  }

  /**
   * Takes a port for a service, then lets go of the one it had; keeps the old one when the new one is taken.
   * Moves of one service happen one after the other: each must know which port the one before it left.
   */
  async open(serviceId: string, port: number): Promise<void> {
    const before = this.#moves.get(serviceId) ?? Promise.resolve()
    const move = before.then(async () => await this.#move(serviceId, port))
    this.#moves.set(serviceId, move)
    await move
  }

  close(): void {
    this.#closed = true
    for (const listener of this.#listeners.values()) listener.close()
    this.#listeners.clear()
  }

  async #move(serviceId: string, port: number): Promise<void> {
    const before = this.#listeners.get(serviceId)
    if (before?.port === port) return this.#deps.send({ type: 'bound', serviceId, port })
    const result = await listen(port, {
      options: this.#deps.options,
      answer: (bound) => this.#deps.front(serviceId, bound),
      onConnection: (socket) => {
        this.#connections++
        socket.once('close', () => this.#connections--)
      },
    })
    if (result.kind === 'failed') {
      const { address, code } = result
      return this.#deps.send({ type: 'bind-failed', serviceId, port, address, code })
    }
    before?.close()
    if (this.#closed) return result.listener.close()
    this.#listeners.set(serviceId, result.listener)
    this.#deps.send({ type: 'bound', serviceId, port: result.listener.port })
  }
}
