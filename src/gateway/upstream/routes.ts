import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import type { Route } from '@shared/process/gateway-messages'

/** Where one service's requests go now, and when that changes. */
export interface RouteCell {
  readonly serviceId: string
  readonly current: Route
  onChange(listener: (route: Route) => void): Disposable
  /** Asks main to start a sleeping service; once per sleep, however many requests wait. */
  wake(): void
}

export interface Routes {
  of(serviceId: string): RouteCell
  set(serviceId: string, route: Route): void
}

/**
 * The routes main told us. A service nobody told us about counts as coming: its requests wait a moment instead
 * of failing while the app starts.
 */
export function createRoutes(wake: (serviceId: string) => void): Routes {
  const cells = new Map<string, Cell>()
  const of = (serviceId: string): Cell => {
    let cell = cells.get(serviceId)
    if (!cell) cells.set(serviceId, (cell = new Cell(serviceId, wake)))
    return cell
  }
  return { of, set: (serviceId, route) => of(serviceId).set(route) }
}

class Cell implements RouteCell {
  readonly serviceId: string
  current: Route = { kind: 'coming' }
  readonly #changes = new Emitter<Route>()
  readonly #wake: (serviceId: string) => void
  #wakeAsked = false

  constructor(serviceId: string, wake: (serviceId: string) => void) {
    this.serviceId = serviceId
    this.#wake = wake
  }

  onChange(listener: (route: Route) => void): Disposable {
    return this.#changes.on(listener)
  }

  set(route: Route): void {
    this.current = route
    this.#wakeAsked = false
    this.#changes.emit(route)
  }

  wake(): void {
    if (this.current.kind !== 'asleep' || this.#wakeAsked) return
    this.#wakeAsked = true
    this.#wake(this.serviceId)
  }
}
