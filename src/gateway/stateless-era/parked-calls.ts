import { randomBytes } from 'node:crypto'
import type { Clock } from '@shared/lib/clock'
import { MINUTE } from '@shared/lib/clock'
import { StateSeal, type Binding } from './state-seal'

/** A parked call is given up after this. */
const LONGEST_PARKED_MS = 10 * MINUTE
const MAX_PER_TOKEN = 64

export interface Parkable {
  /** Nobody came back for it. */
  expire(): void
}

interface Parked<T> {
  call: T
  tokenId: string
  until: number
}

/**
 * Calls whose service asked its client something, while the client gets the answers. The `requestState` they are
 * found by is an unguessable number sealed with a key of this process, and good for one use.
 */
export class ParkedCalls<T extends Parkable> {
  readonly #seal = new StateSeal()
  readonly #clock: Clock
  readonly #parked = new Map<string, Parked<T>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#parked.size
  }

  /** @returns the `requestState` for the client */
  park(call: T, binding: Binding): string {
    const id = randomBytes(16).toString('base64url')
    this.#makeRoom(binding.tokenId)
    const until = this.#clock.monotonicMs() + LONGEST_PARKED_MS
    this.#parked.set(id, { call, tokenId: binding.tokenId, until })
    return this.#seal.seal(id, binding)
  }

  /** @returns null when the state was changed, was given for something else, was used, or is too old */
  take(state: string, binding: Binding): T | null {
    const id = this.#seal.open(state, binding)
    if (id === null) return null
    const parked = this.#parked.get(id)
    this.#parked.delete(id)
    return parked?.call ?? null
  }

  /** Gives up what waited too long. @param now monotonic ms */
  tick(now: number): void {
    for (const [id, { until }] of this.#parked) if (until <= now) this.#expire(id)
  }

  /** Gives up the calls of these tokens. */
  dropTokens(isGone: (tokenId: string) => boolean): void {
    for (const [id, { tokenId }] of this.#parked) if (isGone(tokenId)) this.#expire(id)
  }

  #makeRoom(tokenId: string): void {
    const own = [...this.#parked].filter(([, parked]) => parked.tokenId === tokenId)
    const [oldest] = own
    if (own.length >= MAX_PER_TOKEN && oldest) this.#expire(oldest[0])
  }

  #expire(id: string): void {
    const parked = this.#parked.get(id)
    this.#parked.delete(id)
    parked?.call.expire()
  }
}
