import { LRUCache } from 'lru-cache'
import type { GatewayLimits } from '@shared/domain/limits'
import type { Clock } from '@shared/lib/clock'
import type { GatewayStore } from '../store/gateway-store'
import type { AnswerLifetime } from './lifetime'

/** Larger results are passed on, but not kept. */
export const MAX_RESULT_BYTES = 256 * 1024
const MB = 1024 * 1024

export interface CachedAnswer {
  resultText: string
  source: 'memory' | 'disk'
}

interface Kept {
  serviceId: string
  resultText: string
  /** Monotonic ms. */
  expiresAt: number
}

interface ServiceEntries {
  /** Grows whenever what the service said so far may no longer be true. */
  generation: number
  entries: number
}

/** Answers of read-only tools while their lifetime lasts: in memory, and behind that on disk. */
export class ResponseCache {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'epochMs'>
  readonly #store: () => GatewayStore
  readonly #services = new Map<string, ServiceEntries>()
  #memory: LRUCache<string, Kept>
  #limits: GatewayLimits['cache']

  constructor(
    clock: Pick<Clock, 'monotonicMs' | 'epochMs'>,
    store: () => GatewayStore,
    limits: GatewayLimits['cache'],
  ) {
    this.#clock = clock
    this.#store = store
    this.#limits = limits
    this.#memory = this.#newMemory(limits.memoryMb)
  }

  get isEnabled(): boolean {
    return this.#limits.enabled
  }
  get entries(): number {
    let entries = 0
    for (const service of this.#services.values()) entries += service.entries
    return entries
  }
  get bytes(): number {
    return this.#memory.calculatedSize
  }

  configure(limits: GatewayLimits['cache']): void {
    const before = this.#limits
    this.#limits = limits
    if (before.enabled && !limits.enabled) this.clear(null)
    if (before.memoryMb === limits.memoryMb) return
    for (const service of this.#services.values()) service.entries = 0
    this.#memory = this.#newMemory(limits.memoryMb)
  }

  entriesOf(serviceId: string): number {
    return this.#services.get(serviceId)?.entries ?? 0
  }

  generation(serviceId: string): number {
    return this.#of(serviceId).generation
  }

  /** @param tokenId whose private answers count too */
  find(serviceId: string, key: string, tokenId: string): CachedAnswer | null {
    return this.#find(serviceId, key) ?? this.#find(serviceId, privateKey(key, tokenId))
  }

  /** @param generation the service's when the call was sent: an answer from before a change is not kept */
  keep(
    serviceId: string,
    generation: number,
    key: string,
    tokenId: string,
    resultText: string,
    lifetime: AnswerLifetime,
  ): void {
    const service = this.#of(serviceId)
    if (!this.#limits.enabled || generation !== service.generation) return
    if (resultText.length > MAX_RESULT_BYTES || Buffer.byteLength(resultText) > MAX_RESULT_BYTES) return
    const ownKey = lifetime.isPrivate ? privateKey(key, tokenId) : key
    this.#remember(ownKey, serviceId, resultText, lifetime.ms)
    const storedAt = Math.round(this.#clock.epochMs())
    const expiresAt = storedAt + Math.round(lifetime.ms)
    this.#store().keepAnswer({ key: ownKey, serviceId, resultText, storedAt, expiresAt })
  }

  /** Something of the service may have changed: nothing it said before is an answer any more. */
  invalidate(serviceId: string): void {
    const service = this.#of(serviceId)
    service.generation++
    if (service.entries > 0) this.#forget(serviceId)
    this.#store().clearAnswers(serviceId)
  }

  /** @param serviceId null clears everything */
  clear(serviceId: string | null): void {
    if (serviceId !== null) return this.invalidate(serviceId)
    for (const service of this.#services.values()) service.generation++
    this.#memory.clear()
    this.#store().clearAnswers(null)
  }

  #find(serviceId: string, key: string): CachedAnswer | null {
    const kept = this.#memory.get(key)
    if (kept) {
      if (kept.expiresAt > this.#clock.monotonicMs()) return { resultText: kept.resultText, source: 'memory' }
      this.#memory.delete(key)
    }
    const stored = this.#store().answer(key)
    if (!stored || stored.serviceId !== serviceId) return null
    this.#remember(key, serviceId, stored.resultText, stored.expiresAt - this.#clock.epochMs())
    return { resultText: stored.resultText, source: 'disk' }
  }

  #remember(key: string, serviceId: string, resultText: string, ms: number): void {
    const service = this.#of(serviceId)
    const expiresAt = this.#clock.monotonicMs() + ms
    this.#memory.set(key, { serviceId, resultText, expiresAt })
    if (this.#memory.peek(key)) service.entries++
  }

  #forget(serviceId: string): void {
    for (const [key, kept] of this.#memory.entries())
      if (kept.serviceId === serviceId) this.#memory.delete(key)
  }

  #of(serviceId: string): ServiceEntries {
    let service = this.#services.get(serviceId)
    if (!service) this.#services.set(serviceId, (service = { generation: 0, entries: 0 }))
    return service
  }

  #newMemory(megabytes: number): LRUCache<string, Kept> {
    return new LRUCache<string, Kept>({
      maxSize: megabytes * MB,
      // What a string may take at most, and its entry.
      sizeCalculation: ({ resultText }) => 2 * resultText.length + 256,
      dispose: ({ serviceId }) => void this.#of(serviceId).entries--,
    })
  }
}

function privateKey(key: string, tokenId: string): string {
  return `${key} ${tokenId}`
}
