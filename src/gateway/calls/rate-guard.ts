import type { GatewayLimits, RateLimit } from '@shared/domain/limits'
import { SlidingWindow } from './sliding-window'
import { TokenBucket } from './token-bucket'

type RateLimits = Pick<GatewayLimits, 'rate' | 'rateByService'>

/** The two limits on one client's calls to one service. */
class Allowance {
  readonly limit: RateLimit
  readonly #bucket: TokenBucket
  readonly #window: SlidingWindow

  constructor(limit: RateLimit, now: number) {
    this.limit = limit
    this.#bucket = new TokenBucket(limit.burst, limit.perMinute, now)
    this.#window = new SlidingWindow(limit.perMinute, now)
  }

  take(now: number): number {
    const waitMs = Math.max(this.#bucket.waitMs(now), this.#window.waitMs(now))
    if (waitMs > 0) return waitMs
    this.#bucket.take()
    this.#window.take()
    return 0
  }

  /** Nothing would be lost by forgetting it: a new one is exactly the same. */
  isUntouched(now: number): boolean {
    return this.#window.isEmpty(now) && this.#bucket.isFull(now)
  }
}

/**
 * Rate limits for each client and service: a token bucket for bursts and a sliding window of a minute. A call
 * that is refused uses nothing up.
 *
 * Own code, though rate-limiter-flexible is at hand: its `consume` answers with a promise, and a turn of the
 * microtask queue on each call is what the gateway's fast path exists without; it has no bucket with a window
 * either. Both parts here are a few lines of arithmetic, tested against a model that remembers every call.
 */
export class RateGuard {
  #limits: RateLimits
  /** By service, then token. Tokens and services are few; what is idle for long is forgotten. */
  readonly #services = new Map<string, Map<string, Allowance>>()

  constructor(limits: RateLimits) {
    this.#limits = limits
  }

  /** New limits hold from the next call on; allowances whose limit did not change are kept. */
  configure(limits: RateLimits): void {
    this.#limits = limits
  }

  /**
   * @param now monotonic ms
   * @returns 0 and the call is counted, or in how many ms a call may pass
   */
  take(serviceId: string, tokenId: string, now: number): number {
    let clients = this.#services.get(serviceId)
    if (!clients) this.#services.set(serviceId, (clients = new Map()))
    let allowance = clients.get(tokenId)
    const limit = this.#limits.rateByService[serviceId] ?? this.#limits.rate
    if (!allowance || !isSame(allowance.limit, limit))
      clients.set(tokenId, (allowance = new Allowance(limit, now)))
    return allowance.take(now)
  }

  /** Forgets who was away for so long that it makes no difference. */
  prune(now: number): void {
    for (const [serviceId, clients] of this.#services) {
      for (const [tokenId, allowance] of clients) if (allowance.isUntouched(now)) clients.delete(tokenId)
      if (clients.size === 0) this.#services.delete(serviceId)
    }
  }

  /** Clients remembered, over all services. */
  get size(): number {
    let size = 0
    for (const clients of this.#services.values()) size += clients.size
    return size
  }
}

function isSame(one: RateLimit, other: RateLimit): boolean {
  return one === other || (one.perMinute === other.perMinute && one.burst === other.burst)
}
