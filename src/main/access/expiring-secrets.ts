import { randomBytes } from 'node:crypto'
import type { Clock } from '@shared/lib/clock'
import { sha256Hex } from './secret'

/**
 * Random 256-bit secrets that are valid for a while, kept in memory by their hash: a lookup by hash tells a
 * guesser nothing through its timing.
 */
export class ExpiringSecrets {
  readonly #expiries = new Map<string, number>()
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #lifeMs: number
  readonly #most: number

  /** @param most beyond this number the oldest is forgotten */
  constructor(clock: Pick<Clock, 'monotonicMs'>, lifeMs: number, most: number) {
    this.#clock = clock
    this.#lifeMs = lifeMs
    this.#most = most
  }

  issue(): string {
    const secret = randomBytes(32).toString('base64url')
    this.#keep(sha256Hex(secret))
    return secret
  }

  /** True once per secret. */
  consume(secret: string): boolean {
    const hash = sha256Hex(secret)
    const valid = this.#isValid(hash)
    this.#expiries.delete(hash)
    return valid
  }

  /** True while the secret is valid, which its use prolongs. */
  use(secret: string): boolean {
    const hash = sha256Hex(secret)
    if (!this.#isValid(hash)) return false
    this.#keep(hash)
    return true
  }

  #isValid(hash: string): boolean {
    return (this.#expiries.get(hash) ?? -Infinity) > this.#clock.monotonicMs()
  }

  #keep(hash: string): void {
    this.#expiries.delete(hash)
    this.#expiries.set(hash, this.#clock.monotonicMs() + this.#lifeMs)
    for (const oldest of this.#expiries.keys()) {
      if (this.#expiries.size <= this.#most) return
      this.#expiries.delete(oldest)
    }
  }
}
