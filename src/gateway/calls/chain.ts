import type { GatewayClient, GatewayStatus } from '@shared/domain/gateway'
import type { Clock } from '@shared/lib/clock'
import { MINUTE } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { GatewayConfigCell } from '../config'
import { GatewayStore } from '../store/gateway-store'
import { forbiddenIn } from './call-scope'
import type { CallEnd, CallGuards, GuardedCall, GuardVerdict } from './call-guards'
import { Clients, type OpenSession } from './clients'
import { GuardedServices } from './guarded-services'
import { KeptAnswers, type Cacheable } from './kept-answers'
import { RateGuard } from './rate-guard'
import { circuitOpen, notAllowed, queueFull, tooFast } from './refusals'
import { ResponseCache } from './response-cache'
import { circuitVerdict, type ServiceGuards } from './service-guards'

export interface GuardChainDeps {
  clock: Clock
  config: GatewayConfigCell
  /** The person stopped it: calls that fail for that say nothing about the service. */
  isStopped(serviceId: string): boolean
  /** In words, for the log. */
  onProblem: (what: string) => void
}

type Decide = (verdict: GuardVerdict) => void

interface Passing {
  call: GuardedCall
  decide: Decide
  guards: ServiceGuards
  client: GatewayClient
  cacheable: Cacheable | null
}

const nothingToTakeBack: Disposable = { dispose: () => {} }
/** Open for as long as somebody listens, or while a service starts: they hold no place others wait for. */
const WITHOUT_PLACE: ReadonlySet<string> = new Set(['initialize', 'subscriptions/listen'])
const PRUNE_EVERY_MS = MINUTE

/**
 * The guards in DESIGN's order: allowed tools, rate limit, concurrency limit, circuit, cache, service.
 *
 * An earlier guard's refusal always comes before a later one's. The circuit and the cache are looked at once more
 * before the queue, because a call that will not reach the service must not wait for a place at it: with an open
 * circuit it fails at once, a kept answer is given at once (but not by a service whose circuit is open), and a
 * call that asks what another one is asking now waits for that one's answer without a place of its own. So a
 * place is held only from sending a call to its end, and a hit costs a lookup. The circuit has the last word
 * when the turn has come, as it may have opened meanwhile.
 *
 * No promises: a call that can be decided at once is decided before `admit` returns.
 */
export class GuardChain implements CallGuards {
  readonly #deps: GuardChainDeps
  readonly #services: GuardedServices
  readonly #rate: RateGuard
  readonly #cache: ResponseCache
  readonly #kept: KeptAnswers
  readonly #clients = new Clients()
  #store: GatewayStore
  #prunedAt: number
  #lastStatus = ''

  constructor(deps: GuardChainDeps) {
    const { clock, config } = deps
    const { limits } = config.current
    this.#deps = deps
    this.#rate = new RateGuard(limits)
    this.#store = new GatewayStore({ directory: null, clock, onProblem: deps.onProblem })
    this.#services = new GuardedServices({
      clock,
      limits: () => config.current.limits,
      store: () => this.#store,
    })
    this.#cache = new ResponseCache(clock, () => this.#store, limits.cache)
    this.#kept = new KeptAnswers(this.#cache)
    this.#prunedAt = clock.monotonicMs()
    config.onChange((changed) => {
      this.#configure()
      this.#services.forgetRemoved(changed)
    })
  }

  /** Keeps circuits and answers in this directory from now on; before that, in memory only. */
  open(directory: string): void {
    const { clock, onProblem } = this.#deps
    this.#store.close()
    this.#store = new GatewayStore({ directory, clock, onProblem })
    this.#services.reopened()
    this.#configure()
  }

  admit(call: GuardedCall, decide: Decide): Disposable {
    const { clock } = this.#deps
    const guards = this.#services.of(call.serviceId)
    const client = this.#clients.seen(
      call.identity,
      call.client ?? null,
      call.era ?? 'session',
      clock.epochMs(),
    )
    const passing: Passing = { call, decide, guards, client, cacheable: null }
    const forbidden = forbiddenIn(call)
    if (forbidden !== null) return refuse(passing, 'scope', notAllowed(call.identity.name, forbidden))
    const waitMs = this.#rate.take(call.serviceId, call.identity.tokenId, clock.monotonicMs())
    if (waitMs > 0) return refuse(passing, 'rate', tooFast(call.serviceId, waitMs))
    if (guards.circuit.isOpen) return this.#refuseOpen(passing)
    passing.cacheable = this.#kept.cacheable(call)
    if (!passing.cacheable) return this.#enter(passing)
    const onMiss = (): Disposable => this.#enter(passing)
    return this.#kept.lookUp(call, passing.cacheable, { counts: guards.cache, onAnswer: decide, onMiss })
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    this.#store.flush()
    if (now - this.#prunedAt < PRUNE_EVERY_MS) return
    this.#prunedAt = now
    this.#rate.prune(now)
    this.#store.expire()
  }

  /** @returns null when nothing changed since the last one */
  status(sessions: Iterable<OpenSession>): GatewayStatus | null {
    const guards = this.#services.all().map((one) => one.status(this.#cache.entriesOf(one.serviceId)))
    const { entries, bytes } = this.#cache
    const { diskEntries, diskBytes } = this.#store
    const cache = { entries, bytes, diskEntries, diskBytes }
    const status = { guards, clients: this.#clients.list(sessions), cache }
    const text = JSON.stringify(status)
    if (text === this.#lastStatus) return null
    this.#lastStatus = text
    return { at: this.#deps.clock.epochMs(), ...status }
  }

  /** @param serviceId null clears everything */
  clearCache(serviceId: string | null): void {
    this.#cache.clear(serviceId)
  }

  closeCircuit(serviceId: string): void {
    this.#services.of(serviceId).circuit.close()
  }

  /** A new instance can be reached: one call may find out at once whether it works. */
  serviceCame(serviceId: string): void {
    this.#services.known(serviceId)?.circuit.mayTry()
  }

  close(): void {
    this.#store.close()
  }

  #configure(): void {
    const { limits } = this.#deps.config.current
    this.#rate.configure(limits)
    this.#cache.configure(limits.cache)
    this.#store.maxAnswerBytes = limits.cache.enabled ? limits.cache.diskMb * 1024 * 1024 : 0
    this.#services.configure(limits)
  }

  #enter(passing: Passing): Disposable {
    const { call, guards } = passing
    const { turnstile } = guards
    if (WITHOUT_PLACE.has(call.method)) return this.#send(passing, 0, false)
    if (turnstile.enter()) return this.#send(passing, 0, true)
    const since = this.#deps.clock.monotonicMs()
    const waiting = turnstile.wait(call.identity.priority, {
      onTurn: () => void this.#send(passing, this.#deps.clock.monotonicMs() - since, true),
      onRefused: (why) => {
        this.#kept.gone(passing.cacheable)
        refuse(passing, why === 'timeout' ? 'timeout' : 'queue', queueFull(call.serviceId, why))
      },
    })
    if (!waiting) {
      this.#kept.gone(passing.cacheable)
      return refuse(passing, 'queue', queueFull(call.serviceId, 'full'))
    }
    return {
      dispose: () => {
        waiting.dispose()
        this.#kept.gone(passing.cacheable)
      },
    }
  }

  #send(passing: Passing, queueMs: number, hasPlace: boolean): Disposable {
    const { guards, decide } = passing
    const entered = guards.circuit.enter()
    if (entered === null) {
      if (hasPlace) guards.turnstile.leave(null, 0)
      this.#kept.gone(passing.cacheable)
      return this.#refuseOpen(passing)
    }
    this.#kept.touched(passing.call)
    let isDone = false
    const done = (end: CallEnd): void => {
      if (isDone) return
      isDone = true
      const verdict = this.#verdictOf(passing.call, end)
      guards.circuit.leave(entered, verdict)
      if (hasPlace) guards.turnstile.leave(verdict === 'worked' ? kindOf(passing.call) : null, end.serviceMs)
      this.#kept.touched(passing.call)
      this.#kept.ended(passing.call, passing.cacheable, end)
    }
    decide({ kind: 'send', queueMs, done })
    return nothingToTakeBack
  }

  #verdictOf({ serviceId }: GuardedCall, end: CallEnd) {
    const verdict = circuitVerdict(end)
    return verdict === 'failed' && this.#deps.isStopped(serviceId) ? 'nothing' : verdict
  }

  #refuseOpen(passing: Passing): Disposable {
    const { circuit, serviceId } = passing.guards
    return refuse(passing, 'circuit', circuitOpen(serviceId, circuit.waitMs, this.#deps.clock.epochMs()))
  }
}

function kindOf({ tool, method }: GuardedCall): string | null {
  return tool?.name ?? (method === 'initialize' ? null : method)
}

function refuse(
  { decide, guards, client }: Passing,
  counted: keyof ServiceGuards['refused'],
  verdict: GuardVerdict,
): Disposable {
  guards.refused[counted]++
  client.refused++
  decide(verdict)
  return nothingToTakeBack
}
