import type { Priority } from '@shared/domain/client-token'
import type { Disposable } from '@shared/lib/disposable'

/** A call that waits for its turn. */
export interface Waiting {
  priority: Priority
  /** Monotonic ms. */
  since: number
  /** Its turn has come. */
  onTurn(): void
  /** It will get no turn: one of more weight took its place, or it waited too long. */
  onRefused(why: 'displaced' | 'timeout'): void
  /** Ends its wait. */
  deadline: Disposable | null
}

const order: readonly Priority[] = ['high', 'normal', 'low']
/** A lower priority counts as having come this much later, and so is never waited past for ever. */
const AGEING_MS = 1_500
/** Shares of the queue that calls of higher priority cannot take. */
const KEPT: Record<Priority, number> = { high: 1, normal: 0.2, low: 0.1 }

/**
 * A bounded queue of three priorities. The next one is whoever came first, where a lower priority counts as
 * having come 1.5 s later a step: high ones pass the others, and nobody starves. A full queue takes a new call in
 * place of the youngest of the lowest priority below it, as long as that one keeps its share.
 */
export class CallQueue {
  readonly #byPriority: Record<Priority, Waiting[]> = { high: [], normal: [], low: [] }
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns false when there is no room for it */
  add(waiting: Waiting, capacity: number): boolean {
    if (this.#size >= capacity && !this.#makeRoom(waiting.priority, capacity)) return false
    this.#byPriority[waiting.priority].push(waiting)
    this.#size++
    return true
  }

  /** The one whose turn it is leaves the queue. */
  take(): Waiting | null {
    let first: Waiting | undefined
    let firstAt = Infinity
    for (const [rank, priority] of order.entries()) {
      const candidate = this.#byPriority[priority][0]
      const at = candidate ? candidate.since + rank * AGEING_MS : Infinity
      if (at >= firstAt) continue
      first = candidate
      firstAt = at
    }
    return first && this.remove(first) ? first : null
  }

  /** @returns false when it does not wait (any more) */
  remove(waiting: Waiting): boolean {
    const line = this.#byPriority[waiting.priority]
    const index = line.indexOf(waiting)
    if (index < 0) return false
    line.splice(index, 1)
    this.#size--
    waiting.deadline?.dispose()
    waiting.deadline = null
    return true
  }

  takeAll(): Waiting[] {
    const all = order.flatMap((priority) => [...this.#byPriority[priority]])
    for (const waiting of all) this.remove(waiting)
    return all
  }

  #makeRoom(priority: Priority, capacity: number): boolean {
    for (const lower of order.slice(order.indexOf(priority) + 1).toReversed()) {
      const line = this.#byPriority[lower]
      const youngest = line.at(-1)
      if (!youngest || line.length <= capacity * KEPT[lower]) continue
      this.remove(youngest)
      youngest.onRefused('displaced')
      return true
    }
    return false
  }
}
