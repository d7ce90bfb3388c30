import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '@shared/lib/clock'

export interface ConnectionLimits {
  /** Open client connections per listener. */
  maxConnections: number
}

/** A fresh connection is left alone this long: an honest client's head comes at once. */
const GRACE_MS = 250
/** In a burst so many times the limit may be open until their grace is over. */
const BURST = 4

interface Seat {
  socket: Socket
  /** Requests being received or answered. */
  active: number
  /** When it was opened, or became idle, monotonic ms. */
  since: number
}

/**
 * Who keeps a connection when there are too many. Node's own limit turns away whoever comes last, so that a few
 * hundred connections that never send a whole head (slowloris) would keep every honest client out for seconds.
 * Here the newcomer gets a seat, and of those that carry no request the longest idle one goes: connections
 * without a head, and kept-alive ones, which their clients can open again. Only when every seat carries a request,
 * or all are younger than the grace in a burst, is a newcomer turned away.
 */
export class ConnectionGuard {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #max: number
  /** In the order in which they became idle: the first idle one is the longest idle. */
  readonly #seats = new Map<Socket, Seat>()

  constructor(clock: Pick<Clock, 'monotonicMs'>, { maxConnections }: ConnectionLimits) {
    this.#clock = clock
    this.#max = maxConnections
  }

  get open(): number {
    return this.#seats.size
  }

  /** Watches a listener's connections from now on. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#came(socket))
    server.on('request', (request, response) => this.#asks(request, response))
    server.on('checkContinue', (request, response) => this.#asks(request, response))
  }

  #came(socket: Socket): void {
    const isTooMany = this.#seats.size >= this.#max && !this.#makeRoom()
    if (isTooMany) return void socket.destroy()
    this.#seats.set(socket, { socket, active: 0, since: this.#clock.monotonicMs() })
    socket.once('close', () => this.#seats.delete(socket))
  }

  #asks(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const seat = this.#seats.get(socket)
    if (!seat) return
    seat.active++
    response.once('close', () => {
      seat.active--
      seat.since = this.#clock.monotonicMs()
      if (!this.#seats.delete(socket) || socket.destroyed) return
      this.#seats.set(socket, seat)
    })
  }

  /** Ends idle ones, the longest idle first. @returns true when one more may come */
  #makeRoom(): boolean {
    const before = this.#clock.monotonicMs() - GRACE_MS
    let fresh = 0
    for (const seat of this.#seats.values()) {
      if (this.#seats.size < this.#max) return true
      if (seat.active > 0) continue
      if (seat.since > before) fresh++
      else this.#end(seat)
    }
    return this.#seats.size < this.#max || (fresh > 0 && this.#seats.size < this.#max * BURST)
  }

  #end({ socket }: Seat): void {
    this.#seats.delete(socket)
    socket.destroy()
  }
}
