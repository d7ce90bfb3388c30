/**
 * Lets `burst` calls through at once and refills evenly: in any time t at most `burst + rate * t` calls pass.
 * Time is monotonic milliseconds of the caller's clock.
 */
export class TokenBucket {
  readonly #burst: number
  readonly #perMs: number
  #tokens: number
  #at: number

  constructor(burst: number, perMinute: number, now: number) {
    this.#burst = burst
    this.#perMs = perMinute / 60_000
    this.#tokens = burst
    this.#at = now
  }

  /** @returns 0 when a call may pass now, else in how many ms one may */
  waitMs(now: number): number {
    this.#refill(now)
    // A thousandth of forgiveness: sums of fractions end a hair below the whole number they mean.
    return this.#tokens >= 0.999 ? 0 : (1 - this.#tokens) / this.#perMs
  }

  /** A call passed; only after `waitMs` was 0. */
  take(): void {
    this.#tokens = Math.max(0, this.#tokens - 1)
  }

  isFull(now: number): boolean {
    this.#refill(now)
    return this.#tokens >= this.#burst
  }

  #refill(now: number): void {
    if (now <= this.#at) return
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs)
    this.#at = now
  }
}
