import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import type { Leg } from '../upstream/leg'
import type { Exchange } from './exchange'
import { OWN_ID } from './inbound'

export interface LegsDeps {
  /** The client's handshake, in the negotiated revision. */
  handshake: JsonRpcRequest
  open(serviceId: string): Leg<Exchange>
}

/**
 * The conversations of one MCP session with the services behind its address. Each begins with the first request
 * for its service: the handshake is replayed to it as to an instance that restarted, and its answer is ours.
 */
export class Legs {
  readonly #deps: LegsDeps
  readonly #legs = new Map<string, Leg<Exchange>>()
  #logLevel: JsonRpcRequest | null = null
  #asked = 0

  constructor(deps: LegsDeps) {
    this.#deps = deps
  }

  get waitingBytes(): number {
    let most = 0
    for (const leg of this.#legs.values()) most = Math.max(most, leg.waitingBytes)
    return most
  }

  /** @returns null while nothing was asked of this service */
  find(serviceId: string): Leg<Exchange> | null {
    return this.#legs.get(serviceId) ?? null
  }

  /** The services that were reached. */
  get serviceIds(): string[] {
    return [...this.#legs.keys()]
  }

  of(serviceId: string): Leg<Exchange> {
    const known = this.#legs.get(serviceId)
    if (known) return known
    const leg = this.#deps.open(serviceId)
    this.#legs.set(serviceId, leg)
    leg.memory.keepHandshake(this.#deps.handshake)
    leg.memory.note({ jsonrpc: '2.0', method: 'notifications/initialized' })
    if (this.#logLevel) leg.memory.note(this.#logLevel)
    return leg
  }

  /** Every service hears the level: those reached already now, the others with their handshake. */
  setLogLevel(request: JsonRpcRequest): void {
    this.#logLevel = request
    const line = JSON.stringify({ ...request, id: `${OWN_ID}level-${++this.#asked}` })
    for (const leg of this.#legs.values()) leg.memory.note(request)
    this.tellAll(line)
  }

  /** To the services reached now; the others have nothing to be told. */
  tellAll(line: string): void {
    for (const leg of this.#legs.values()) if (leg.isReady) leg.carryNote(line)
  }

  /** Connects again where the client waits for news. */
  reach(): void {
    for (const leg of this.#legs.values()) leg.reach()
  }

  /** This conversation cannot go on; the next request begins another. */
  drop(serviceId: string): void {
    const leg = this.#legs.get(serviceId)
    this.#legs.delete(serviceId)
    leg?.close()
  }

  close(): void {
    for (const leg of this.#legs.values()) leg.close()
    this.#legs.clear()
  }
}
