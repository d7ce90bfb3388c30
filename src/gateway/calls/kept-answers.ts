import type { Disposable } from '@shared/lib/disposable'
import { cacheKey } from './cache-key'
import type { CallEnd, GuardedCall, GuardVerdict } from './call-guards'
import { Flights, type Follower } from './flights'
import { answerLifetime, lifetimeOf } from './lifetime'
import type { ResponseCache } from './response-cache'

type Answered = Extract<GuardVerdict, { kind: 'answer' }>

/** A call whose answer may be kept. */
export interface Cacheable {
  key: string
  /** The service's, when the call came: an answer from before a change is neither kept nor shared. */
  generation: number
  seconds: number
  /** Others wait for what it brings. */
  leads: boolean
}

/** What a lookup can lead to, and where it is counted. */
export interface LookUp {
  counts: { hits: number; diskHits: number; misses: number }
  onAnswer: (answer: Answered) => void
  /** There is no answer: the call must go to the service. */
  onMiss: () => Disposable
}

/** Tools whose answers were seen to carry a lifetime of their own. */
const MAX_HINTED = 500
const nothingToTakeBack: Disposable = { dispose: () => {} }

/** Which calls the cache answers, and what it learns from the others. */
export class KeptAnswers {
  readonly #cache: ResponseCache
  readonly #flights = new Flights()
  readonly #hinted = new Set<string>()

  constructor(cache: ResponseCache) {
    this.#cache = cache
  }

  /** @returns null for a call that is none of the cache's business */
  cacheable({ method, tool, serviceId, params }: GuardedCall): Cacheable | null {
    if (tool === null || method !== 'tools/call' || !this.#cache.isEnabled) return null
    const { isReadOnly, seconds } = lifetimeOf(tool)
    if (!isReadOnly || (seconds === 0 && !this.#hinted.has(`${serviceId}/${tool.name}`))) return null
    // An answer to a question the service asked belongs to that one call.
    if (params?.['inputResponses'] !== undefined || params?.['requestState'] !== undefined) return null
    const key = cacheKey(serviceId, tool, params?.['arguments'])
    if (key === null) return null
    return { key, generation: this.#cache.generation(serviceId), seconds, leads: false }
  }

  /** Answers from what is kept, from a call that asks the same now, or lets it go. */
  lookUp(call: GuardedCall, cacheable: Cacheable, { counts, onAnswer, onMiss }: LookUp): Disposable {
    const { tokenId } = call.identity
    const found = this.#cache.find(call.serviceId, cacheable.key, tokenId)
    if (found) {
      if (found.source === 'memory') counts.hits++
      else counts.diskHits++
      onAnswer({ kind: 'answer', ...found })
      return nothingToTakeBack
    }
    const miss = (): Disposable => {
      counts.misses++
      return onMiss()
    }
    if (!this.#flights.takeOff(flightOf(cacheable))) return this.#follow(tokenId, cacheable, onAnswer, miss)
    cacheable.leads = true
    return miss()
  }

  /** The call ended: keeps what may be kept, and shares it with who waits for it. */
  ended(call: GuardedCall, cacheable: Cacheable | null, end: CallEnd): void {
    const text = end.outcome === 'ok' && (cacheable || mayHint(call)) ? (end.resultText?.() ?? null) : null
    const lifetime = text === null ? null : answerLifetime(text, cacheable?.seconds ?? 0)
    if (lifetime && !cacheable) this.#hint(call)
    if (!cacheable) return
    if (text === null || !lifetime) return this.gone(cacheable)
    const { tokenId } = call.identity
    const { key, generation } = cacheable
    this.#cache.keep(call.serviceId, generation, key, tokenId, text, lifetime)
    this.#land(cacheable, { resultText: text, onlyFor: lifetime.isPrivate ? tokenId : null })
  }

  /** The call brought nothing, or never went: who waits for it must go alone. */
  gone(cacheable: Cacheable | null): void {
    if (cacheable) this.#land(cacheable, null)
  }

  /** Called before and after each call: one that may write makes older answers of its service untrue. */
  touched({ method, tool, serviceId }: GuardedCall): void {
    if (method === 'tools/call' && !(tool && lifetimeOf(tool).isReadOnly)) this.#cache.invalidate(serviceId)
  }

  #follow(
    tokenId: string,
    cacheable: Cacheable,
    onAnswer: (answer: Answered) => void,
    miss: () => Disposable,
  ): Disposable {
    let own: Disposable | null = null
    const follower: Follower = {
      tokenId,
      onAnswer: (resultText) => onAnswer({ kind: 'answer', resultText, source: 'shared' }),
      onAlone: () => void (own = miss()),
    }
    const flight = flightOf(cacheable)
    this.#flights.join(flight, follower)
    return {
      dispose: () => {
        this.#flights.leave(flight, follower)
        own?.dispose()
      },
    }
  }

  #land(cacheable: Cacheable, answer: { resultText: string; onlyFor: string | null } | null): void {
    if (!cacheable.leads) return
    cacheable.leads = false
    this.#flights.landed(flightOf(cacheable), answer)
  }

  #hint({ serviceId, tool }: GuardedCall): void {
    if (tool && this.#hinted.size < MAX_HINTED) this.#hinted.add(`${serviceId}/${tool.name}`)
  }
}

/** Only the newer revision has answers that name their lifetime. */
function mayHint({ tool, era }: GuardedCall): boolean {
  return era === 'stateless' && tool !== null && lifetimeOf(tool).isReadOnly
}

/** After a change a new call may not share what was asked before it. */
function flightOf({ key, generation }: Cacheable): string {
  return `${generation} ${key}`
}
