import type { Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { Route } from '@shared/process/gateway-messages'
import type { RouteCell } from '../upstream/routes'
import { Conversation } from './conversation'
import { announcesChanges, greet, listenForChanges, readOffer, type Greeted, type Learned } from './learn'

/**
 * Changes that come together are learned together. One that never stops changing costs one look a second at first,
 * then ever fewer, to one in `LONGEST_RETRY_MS`: everybody's tools are judged anew after each.
 */
const SETTLE_MS = 100
const AT_MOST_EVERY_MS = 1_000
const QUICK_LOOKS = 5
/** A service that did not shake hands, or broke off a list, is asked again after this, then after twice as long each time, to the longest. */
const RETRY_MS = 2_000
const LONGEST_RETRY_MS = 60_000
/** All lists of a service together: time, and characters of JSON text. */
const LISTS_MS = 60_000
const MAX_TEXT = 8 * 1024 * 1024

const LIST_CHANGES = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
])

/** Keeps looking at what one service offers, while it runs. Wakes none that sleeps, and is no session of a client. */
export class Learner implements Disposable {
  readonly #clock: Clock
  readonly #onLearned: (learned: Learned) => void
  readonly #held = new DisposableStore()
  #endpoint: string | null = null
  #conversation: Conversation | null = null
  #greeted: Greeted | null = null
  #planned: { timer: Disposable; at: number } | null = null
  #isLooking = false
  /** The service told of a change while it was looked at. */
  #isStale = false
  #failures = 0
  #lastAt = -Infinity
  /** Looks that followed one another as soon as they could. */
  #streak = 0
  /** What it offered when it was last heard. */
  #known: Learned | null

  /** @param known what it offered when it last ran */
  constructor(
    route: RouteCell,
    clock: Clock,
    onLearned: (learned: Learned) => void,
    known: Learned | null = null,
  ) {
    this.#known = known
    this.#clock = clock
    this.#onLearned = onLearned
    this.#held.add(route.onChange((changed) => this.#follow(changed)))
    this.#follow(route.current)
  }

  dispose(): void {
    this.#held.dispose()
    this.#leave()
  }

  #follow(route: Route): void {
    const endpoint = route.kind === 'up' ? route.endpoint : null
    if (endpoint === this.#endpoint) return
    this.#leave()
    this.#endpoint = endpoint
    this.#failures = 0
    if (endpoint !== null) void this.#look(endpoint)
  }

  #leave(): void {
    this.#unplan()
    this.#hangUp()
    this.#endpoint = null
  }

  #hangUp(): void {
    const conversation = this.#conversation
    this.#conversation = null
    this.#greeted = null
    this.#isLooking = false
    this.#isStale = false
    conversation?.close()
  }

  /** Asks for the lists, on the conversation that is there or on a new one. */
  async #look(endpoint: string): Promise<void> {
    const now = this.#clock.monotonicMs()
    this.#streak = now - this.#lastAt < 2 * this.#pauseMs ? this.#streak + 1 : 0
    this.#lastAt = now
    const conversation = (this.#conversation ??= this.#open(endpoint))
    this.#isLooking = true
    this.#isStale = false
    const greeted = (this.#greeted ??= await this.#greet(conversation))
    if (this.#conversation !== conversation) return
    if (!greeted) return this.#failed()
    const until = this.#clock.monotonicMs() + LISTS_MS
    const budget = { text: MAX_TEXT, isTimeUp: () => this.#clock.monotonicMs() >= until }
    const { learned, isBroken } = await readOffer(conversation, greeted, budget, this.#known)
    if (this.#conversation !== conversation) return
    this.#known = learned
    this.#isLooking = false
    const isStale = this.#isStale
    if (!announcesChanges(greeted)) this.#hangUp()
    if (!isBroken) this.#failures = 0
    if (isStale) this.#plan(SETTLE_MS)
    else if (isBroken) this.#plan(this.#backOffMs())
    this.#onLearned(learned)
  }

  async #greet(conversation: Conversation): Promise<Greeted | null> {
    const greeted = await greet(conversation)
    if (greeted?.onlyModern === true && announcesChanges(greeted)) listenForChanges(conversation)
    return greeted
  }

  #open(endpoint: string): Conversation {
    const conversation: Conversation = new Conversation(endpoint, this.#clock, {
      onNotification: (method) => {
        if (this.#conversation === conversation && LIST_CHANGES.has(method)) this.#changed()
      },
      onClosed: () => {
        if (this.#conversation === conversation) this.#failed()
      },
    })
    return conversation
  }

  #changed(): void {
    if (this.#isLooking) this.#isStale = true
    else this.#plan(SETTLE_MS)
  }

  /** The conversation is of no use any more; while the route stays, another is tried. */
  #failed(): void {
    this.#hangUp()
    this.#unplan()
    this.#plan(this.#backOffMs())
  }

  #backOffMs(): number {
    return Math.min(RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS)
  }

  /** At least this long from one look to the next. */
  get #pauseMs(): number {
    const often = Math.max(0, this.#streak - QUICK_LOOKS)
    return Math.min(AT_MOST_EVERY_MS * 2 ** often, LONGEST_RETRY_MS)
  }

  #unplan(): void {
    this.#planned?.timer.dispose()
    this.#planned = null
  }

  #plan(delayMs: number): void {
    if (this.#endpoint === null) return
    const now = this.#clock.monotonicMs()
    const at = Math.max(now + delayMs, this.#lastAt + this.#pauseMs)
    if (this.#planned && this.#planned.at <= at) return
    this.#unplan()
    const timer = this.#clock.after(at - now, () => {
      this.#planned = null
      if (this.#endpoint !== null) void this.#look(this.#endpoint)
    })
    this.#planned = { timer, at }
  }
}
