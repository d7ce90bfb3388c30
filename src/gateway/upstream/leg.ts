import type { Clock } from '@shared/lib/clock'
import type { LineEdges } from '@shared/lib/json-lines'
import type { GatewayOptions } from '../options'
import type { Carried, CarriedRequests } from './carried'
import { Carrier } from './carrier'
import { Link } from './link'
import { tokenOfSkipped } from './peek'
import type { RouteCell } from './routes'
import { SessionMemory } from './session-memory'
import { tooLarge, WaitingRoom } from './waiting-room'

export interface LegDeps<T extends Carried> {
  route: RouteCell
  clock: Clock
  options: Pick<GatewayOptions, 'waitMs' | 'wakeWaitMs' | 'maxResends' | 'reconnectMs'>
  requests: CarriedRequests<T>
}

export interface LegEvents {
  /** One line of the service. */
  onLine(line: string): void
  /** Something was left out; in words, for the log. */
  onStray(what: string): void
  /** The pipe ended: what the service asked on it is void. */
  onBroken(): void
  /** The service refused the replayed handshake: this conversation cannot go on. */
  onRejected(): void
  /** True while somebody listens to what the service says unasked. */
  isListening(): boolean
}

/**
 * One conversation with one service over its private pipe, which outlives the service's instances: requests wait
 * while it is away, a new instance gets the handshake replayed, and nothing with an effect is sent twice.
 */
export class Leg<T extends Carried> {
  readonly serviceId: string
  /** What a later instance must be told; its owner notes the messages it sends. */
  readonly memory = new SessionMemory()
  readonly #link: Link
  readonly #carrier: Carrier<T>
  readonly #room: WaitingRoom<T>

  constructor({ route, clock, options, requests }: LegDeps<T>, events: LegEvents) {
    this.serviceId = route.serviceId
    this.#room = new WaitingRoom({
      route,
      clock,
      options,
      onTimeout: (late, why) => requests.fail(late, why),
    })
    this.#link = new Link(
      { route, clock, memory: this.memory, reconnectMs: options.reconnectMs },
      {
        onReady: () => this.#carrier.ready(),
        onLine: (line) => events.onLine(line),
        onOverflow: (edges) => {
          events.onStray('a line over 10 MB')
          return edges !== null && this.#failTooLarge(edges, requests)
        },
        onBroken: () => {
          events.onBroken()
          this.#carrier.broken()
        },
        onRejected: () => events.onRejected(),
        onRoute: (changed) => this.#carrier.routeChanged(changed),
        isWanted: () => this.#carrier.hasWaiting || events.isListening(),
      },
    )
    this.#carrier = new Carrier({ route, link: this.#link, room: this.#room, requests, options })
  }

  /** The others on this pipe need not suffer. @returns false when the line does not say what it answers */
  #failTooLarge(edges: LineEdges, requests: CarriedRequests<T>): boolean {
    const token = tokenOfSkipped(edges)
    if (token === null) return false
    const request = requests.find(token)
    if (request) requests.fail(request, tooLarge(this.serviceId, request.method))
    return true
  }

  /** True while the service can be written to at once. */
  get isReady(): boolean {
    return this.#link.isReady
  }

  /** Bytes the service has not read yet. */
  get waitingBytes(): number {
    return this.#link.waitingBytes
  }

  /** Sends a request, now or when the service can be reached. */
  carry(request: T): void {
    this.#carrier.carry(request)
  }

  /** Nobody waits for this request's answer any more. */
  left(request: T): void {
    this.#carrier.left(request)
  }

  /** Takes a request out of the wait. @returns true when the service never heard of it */
  recall(request: T): boolean {
    const waited = request.deadline !== null
    this.#room.remove(request)
    return waited
  }

  /** For messages nobody answers. */
  carryNote(line: string): void {
    this.#carrier.carryNote(line)
  }

  /** Connects, when somebody listens and the route allows it. */
  reach(): void {
    this.#link.reach()
  }

  /** Ends the pipe and fails what is still on its way. */
  close(): void {
    this.#link.close()
    this.#carrier.close()
  }
}
