import type { GatewayLimits } from '@shared/domain/limits'

type Bounds = Pick<GatewayLimits['concurrency'], 'initial' | 'min' | 'max'>

/** A standing wait up to this is no congestion: a queue of fast calls costs nobody anything. */
const ALLOWED_WAIT_MS = 25
/** Nor is a wait of up to this share of the call itself. */
const ALLOWED_SHARE = 0.25
/** A window judges at least this long, and this many calls. */
const WINDOW_MS = 100
const WINDOW_CALLS = 10
/** What one window leaves of the limit: so much that it is not lost at once, so little that it shows. */
const LEAST_KEPT = 0.5
const MOST_KEPT = 0.8
/** How often what was taken for the service's own slowness is doubted, and by how much. */
const DOUBT_EVERY_MS = 10_000
const DOUBT_EVERY_CALLS = 50
const DOUBT = 0.9
/** Kinds of calls whose best time is remembered; the rest share one. */
const MAX_KINDS = 200

/** What was tried to make calls faster. */
interface Reduction {
  /** The limit to go back to when it does not help. */
  from: number
  /** The limit, and how many best times a call took, just before. */
  before: number
  slowness: number
  /** The one before it did not help either. */
  isSecond: boolean
}

/**
 * How many calls a service gets at the same time, learned from how long they take.
 *
 * A gradient limit, after the one of Envoy's adaptive concurrency and of Netflix's concurrency-limits
 * (`limit = limit * best / measured + sqrt(limit)`), changed where those assume many calls of one kind:
 *
 * 1. Each kind of call (a tool) is compared with the best time of its own kind.
 * 2. A window goes by its *least* delayed call, as CoDel does. Where calls queue inside a service every one of
 *    them is late; where some simply take longer, others are not.
 * 3. Only windows in which the limit held calls back count. An idle service learns nothing from its idleness.
 * 4. A reduction is checked against what it brought: with fewer calls at a time each one must get faster, if they
 *    waited for each other. When twice they do not, the service itself has become slower; the limit goes back to where
 *    it was and the slowness becomes part of the best time. So nobody needs to be held back for a measurement of
 *    the best time, as Envoy does once a minute.
 *
 * Times are monotonic ms.
 */
export class AdaptiveLimit {
  #bounds: Bounds
  #limit: number
  /** Best time by kind, ms. */
  readonly #best = new Map<string, number>()
  /** By how much the service has become slower than its best times. */
  #slowdown = 1
  #reduction: Reduction | null = null
  #doubtedAt: number
  /** Until it was too much for the first time, the limit doubles. */
  #wasCongested = false
  /** Calls that began before this were under another limit. */
  #countsFrom: number
  #calls = 0
  #sumMs = 0
  /** Of the least delayed call: its time in best times, and in what is allowed. */
  #slowness = Infinity
  #excess = Infinity
  #isHeldBack = false

  constructor(bounds: Bounds, now: number) {
    this.#bounds = bounds
    this.#limit = bounds.initial
    this.#countsFrom = now
    this.#doubtedAt = now
  }

  get current(): number {
    return Math.floor(this.#limit)
  }

  configure(bounds: Bounds): void {
    this.#bounds = bounds
    this.#set(this.#limit)
  }

  /** A call had to wait for another one to end. */
  heldBack(now: number): void {
    if (this.#isHeldBack) return
    this.#isHeldBack = true
    if (this.#wasCongested) this.#countsFrom = Math.max(this.#countsFrom, now)
  }

  /** A call that was answered took this long; one without a measure says nothing. */
  took(kind: string, ms: number, now: number): void {
    if (!(ms > 0)) return
    const name = this.#best.has(kind) || this.#best.size < MAX_KINDS ? kind : ''
    const best = this.#best.get(name)
    if (best === undefined || ms < best) this.#best.set(name, ms)
    // One that began before the window was sent under another limit.
    if (!this.#isHeldBack || now - ms < this.#countsFrom) return
    const slowness = ms / Math.max(Math.min(best ?? ms, ms), 0.001)
    const usual = (ms / slowness) * this.#slowdown
    const allowed = usual + Math.max(ALLOWED_WAIT_MS, usual * ALLOWED_SHARE)
    this.#calls++
    this.#sumMs += ms
    this.#slowness = Math.min(this.#slowness, slowness)
    this.#excess = Math.min(this.#excess, ms / allowed)
    if (this.#calls >= WINDOW_CALLS && now - this.#countsFrom >= WINDOW_MS) this.#judge(now)
  }

  #judge(now: number): void {
    const slowness = this.#slowness
    const excess = this.#excess
    const meanMs = this.#sumMs / this.#calls
    const before = this.#limit
    this.#openWindow()
    if (slowness < this.#slowdown) this.#slowdown = Math.max(1, slowness)
    if (excess > 1 && !this.#wasCongested) {
      // Calls of the first moments were early, so this measure is no good to check the reduction against.
      this.#wasCongested = true
      this.#set(this.#limit * keptOf(excess))
    } else if (excess <= 1) {
      this.#reduction = null
      this.#set(this.#limit + (this.#wasCongested ? Math.sqrt(this.#limit) : this.#limit))
    } else if (this.#reduction?.isSecond && !this.#helped(this.#reduction, slowness)) {
      this.#set(this.#reduction.from)
      this.#accept(slowness, now)
    } else if (this.#limit <= this.#bounds.min) {
      // With still fewer calls it would not get faster by right; that is how it is now.
      this.#accept(slowness, now)
    } else {
      this.#reduce(slowness, excess)
    }
    this.#doubt(now, meanMs)
    // With more calls at a time the next ones are late only once the others have piled up before them.
    this.#countsFrom = this.#wasCongested && this.#limit > before ? now + meanMs : now
  }

  /** One that did not help may have met with a change of the service itself; a second one tells. */
  #reduce(slowness: number, excess: number): void {
    const last = this.#reduction
    const isSecond = last !== null && !this.#helped(last, slowness)
    this.#reduction = { from: isSecond ? last.from : this.#limit, before: this.#limit, slowness, isSecond }
    this.#set(this.#limit * keptOf(excess))
  }

  /** Fewer calls at a time: did each get faster by at least half of what that should bring? */
  #helped(reduction: Reduction, slowness: number): boolean {
    const taken = 1 - this.#limit / reduction.before
    return slowness <= reduction.slowness * (1 - taken / 2)
  }

  #accept(slowness: number, now: number): void {
    this.#slowdown = slowness
    this.#doubtedAt = now
    this.#reduction = null
  }

  #doubt(now: number, meanMs: number): void {
    if (this.#slowdown <= 1 || now - this.#doubtedAt < Math.max(DOUBT_EVERY_MS, DOUBT_EVERY_CALLS * meanMs))
      return
    this.#doubtedAt = now
    this.#slowdown = Math.max(1, this.#slowdown * DOUBT)
  }

  #openWindow(): void {
    this.#calls = 0
    this.#sumMs = 0
    this.#slowness = Infinity
    this.#excess = Infinity
    this.#isHeldBack = false
  }

  #set(limit: number): void {
    // Once it is not a number no call would ever pass again.
    if (!Number.isFinite(limit)) return
    this.#limit = Math.min(this.#bounds.max, Math.max(this.#bounds.min, limit))
  }
}

function keptOf(excess: number): number {
  return Math.min(MOST_KEPT, Math.max(LEAST_KEPT, 1 / excess))
}
