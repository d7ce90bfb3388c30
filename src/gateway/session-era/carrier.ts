import type { Route } from '@shared/process/gateway-messages'
import type { GatewayOptions } from '../options'
import type { Link } from '../upstream/link'
import type { RouteCell } from '../upstream/routes'
import type { Exchange } from './exchange'
import type { Exchanges } from './exchanges'
import { keepsEnding, outcomeUnknown, sessionEnded, stopped, type WaitingRoom } from './waiting-room'

/** Notifications and answers kept while the service is away; older ones are forgotten first. */
const MAX_NOTES = 32

export interface CarrierDeps {
  route: RouteCell
  link: Link
  room: WaitingRoom
  exchanges: Exchanges
  options: Pick<GatewayOptions, 'maxResends'>
}

/**
 * Brings a session's messages to its service, across restarts. The one rule: a request that may have an effect
 * is written to a pipe at most once. Requests that may be repeated, and those never written, wait.
 */
export class Carrier {
  readonly #deps: CarrierDeps
  #notes: string[] = []

  constructor(deps: CarrierDeps) {
    this.#deps = deps
  }

  get hasWaiting(): boolean {
    return this.#deps.room.size > 0 || this.#notes.length > 0
  }

  carry(exchange: Exchange): void {
    const { link, route, room, exchanges } = this.#deps
    if (isAbandoned(exchange)) return exchanges.withdraw(exchange)
    if (link.isReady) return link.send(exchange)
    if (route.current.kind === 'down')
      return exchanges.fail(exchange, stopped(route.serviceId, route.current.reason))
    room.add(exchange)
    link.reach()
  }

  /** The request's client left while it may still wait here: an effect nobody looks for any more must not come. */
  left(exchange: Exchange): void {
    const { room, exchanges } = this.#deps
    if (exchange.deadline === null || !isAbandoned(exchange)) return
    room.remove(exchange)
    exchanges.withdraw(exchange)
  }

  /** For messages nobody answers. */
  carryNote(line: string): void {
    const { link } = this.#deps
    if (link.isReady) return link.send({ line, sent: false })
    this.#notes.push(line)
    if (this.#notes.length > MAX_NOTES) this.#notes.shift()
    link.reach()
  }

  /** The service can be written to (again). */
  ready(): void {
    const notes = this.#notes
    this.#notes = []
    for (const line of notes) this.#deps.link.send({ line, sent: false })
    for (const exchange of this.#deps.room.takeAll()) this.carry(exchange)
  }

  /** The pipe ended: decides about everything that was on its way. */
  broken(): void {
    for (const exchange of this.#deps.exchanges.all()) if (exchange.deadline === null) this.#rescue(exchange)
  }

  routeChanged(route: Route): void {
    if (route.kind !== 'down') return
    this.#notes = []
    const why = stopped(this.#deps.route.serviceId, route.reason)
    for (const exchange of this.#deps.room.takeAll()) this.#deps.exchanges.fail(exchange, why)
  }

  /** The session ends. Only after the link closed is it certain what was written. */
  close(): void {
    const { exchanges, room, route } = this.#deps
    room.takeAll()
    for (const exchange of exchanges.all()) {
      const isUncertain = exchange.sent && !exchange.repeatable
      const what = exchange.start.request.method
      exchanges.fail(exchange, isUncertain ? outcomeUnknown(route.serviceId, what) : sessionEnded())
    }
  }

  #rescue(exchange: Exchange): void {
    const { exchanges, route, options } = this.#deps
    const what = exchange.start.request.method
    if (exchange.sent && (!exchange.repeatable || !exchange.isOpen))
      return exchanges.fail(exchange, outcomeUnknown(route.serviceId, what))
    if (exchange.sent && ++exchange.resends > options.maxResends)
      return exchanges.fail(exchange, keepsEnding(route.serviceId, what))
    exchange.sent = false
    this.carry(exchange)
  }
}

/** Nobody waits for it, and sending it would do something. */
function isAbandoned(exchange: Exchange): boolean {
  return !exchange.isOpen && !exchange.repeatable
}
