import type { Disposable } from '@shared/lib/disposable'
import type { Parcel } from './pipe'
import type { Unavailable } from './unavailable'

/** A request on its way to a service: what the carrier must know of it, whoever waits for its answer. */
export interface Carried extends Parcel {
  readonly method: string
  /** It may reach the service twice without harm. */
  readonly repeatable: boolean
  /** Somebody still waits for the answer. */
  readonly isOpen: boolean
  resends: number
  /** Ends its wait for the service; null while it does not wait. */
  deadline: Disposable | null
}

/** The unanswered requests of one leg, and the two ways in which the carrier ends one. */
export interface CarriedRequests<T extends Carried> {
  all(): T[]
  /** @param token the id it was sent under, as JSON text */
  find(token: string): T | undefined
  /** It could not be carried out. */
  fail(carried: T, why: Unavailable): void
  /** Nobody wants its answer any more. */
  withdraw(carried: T): void
}
