import type { Route } from '@shared/process/gateway-messages'
import type { GatewayOptions } from '../options'
import type { Carried, CarriedRequests } from './carried'
import type { Link } from './link'
import type { RouteCell } from './routes'
import type { Unavailable } from './unavailable'
import { keepsEnding, outcomeUnknown, sessionEnded, stopped, type WaitingRoom } from './waiting-room'

/** Notifications and answers kept while the service is away; older ones are forgotten first. */
const MAX_NOTES = 32

export interface CarrierDeps<T extends Carried> {
  route: RouteCell
  link: Link
  room: WaitingRoom<T>
  requests: CarriedRequests<T>
  options: Pick<GatewayOptions, 'maxResends'>
}

/**
 * Brings a session's messages to its service, across restarts. The one rule: a request that may have an effect
 * is written to a pipe at most once. Requests that may be repeated, and those never written, wait.
 */
export class Carrier<T extends Carried> {
  readonly #deps: CarrierDeps<T>
  #notes: string[] = []

  constructor(deps: CarrierDeps<T>) {
    this.#deps = deps
  }

  get hasWaiting(): boolean {
    return this.#deps.room.size > 0 || this.#notes.length > 0
  }

  carry(carried: T): void {
    const { link, route, room, requests } = this.#deps
    if (isAbandoned(carried)) return requests.withdraw(carried)
    if (link.isReady) return link.send(carried)
    if (route.current.kind === 'down')
      return requests.fail(carried, stopped(route.serviceId, route.current.reason))
    room.add(carried)
    link.reach()
  }

  /** The request's client left while it may still wait here: an effect nobody looks for any more must not come. */
  left(carried: T): void {
    const { room, requests } = this.#deps
    if (carried.deadline === null || !isAbandoned(carried)) return
    room.remove(carried)
    requests.withdraw(carried)
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
    for (const carried of this.#deps.room.takeAll()) this.carry(carried)
  }

  /** The pipe ended: decides about everything that was on its way. */
  broken(): void {
    for (const carried of this.#deps.requests.all()) if (carried.deadline === null) this.#rescue(carried)
  }

  routeChanged(route: Route): void {
    if (route.kind !== 'down') return
    this.#notes = []
    const why = stopped(this.#deps.route.serviceId, route.reason)
    for (const carried of this.#deps.room.takeAll()) this.#deps.requests.fail(carried, why)
  }

  /** The session ends. Only after the link closed is it certain what was written. */
  close(): void {
    const { requests, room, route } = this.#deps
    room.takeAll()
    for (const carried of requests.all()) {
      const isUncertain = carried.sent && !carried.repeatable
      const lost = (): Unavailable => ({
        ...outcomeUnknown(route.serviceId, carried.method),
        endedByUs: true,
      })
      requests.fail(carried, isUncertain ? lost() : sessionEnded())
    }
  }

  #rescue(carried: T): void {
    const { requests, route, options } = this.#deps
    const what = carried.method
    if (carried.sent && (!carried.repeatable || !carried.isOpen))
      return requests.fail(carried, outcomeUnknown(route.serviceId, what))
    if (carried.sent && ++carried.resends > options.maxResends)
      return requests.fail(carried, keepsEnding(route.serviceId, what))
    carried.sent = false
    this.carry(carried)
  }
}

/** Nobody waits for it, and sending it would do something. */
function isAbandoned(carried: Carried): boolean {
  return !carried.isOpen && !carried.repeatable
}
