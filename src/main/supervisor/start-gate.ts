import type { Disposable } from '@shared/lib/disposable'

interface Waiting {
  priority: number
  enter: (pass: Disposable) => void
}

/**
 * Lets at most `places` processes start at the same time: starting is what costs CPU, and all at once makes
 * each of them slow. Who waits enters by priority (lower first), then by arrival.
 */
export class StartGate {
  readonly #places: number
  #inside = 0
  #queue: Waiting[] = []

  constructor(places = 4) {
    this.#places = places
  }

  /**
   * Asks for a place. With a free one, `enter` is called before this returns.
   * @param enter gets the pass; dispose it when the start is over
   * @returns dispose to stop waiting
   */
  request(priority: number, enter: (pass: Disposable) => void): Disposable {
    const waiting = { priority, enter }
    this.#queue.push(waiting)
    this.#queue.sort((a, b) => a.priority - b.priority)
    this.#admit()
    return { dispose: () => void (this.#queue = this.#queue.filter((other) => other !== waiting)) }
  }

  #admit(): void {
    while (this.#inside < this.#places) {
      const next = this.#queue.shift()
      if (!next) return
      this.#inside += 1
      next.enter(this.#pass())
    }
  }

  #pass(): Disposable {
    let given = true
    return {
      dispose: () => {
        if (!given) return
        given = false
        this.#inside -= 1
        this.#admit()
      },
    }
  }
}
