import type { Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { Route } from '@shared/process/gateway-messages'
import type { RouteCell } from '../upstream/routes'
import { Conversation } from './conversation'
import { announcesChanges, greet, listenForChanges, readOffer, type Greeted, type Learned } from './learn'

/** Changes that come together are learned together; one that never stops changing costs one look a second. */
const SETTLE_MS = 100
const AT_MOST_EVERY_MS = 1_000
/** A service that did not shake hands is asked again after this, then after twice as long each time, to the longest. */
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

/** Keeps looking at what one service offers, while it runs. Never wakes one that sleeps, and is no session of a client. */
export class Learner implements Disposable {
  readonly #clock: Clock
  readonly #onLearned: (learned: Learned) => void
  readonly #held = new DisposableStore()
  #endpoint: string | null = null
  #conversation: Conversation | null = null
  #greeted: Greeted | null = null
  #planned: Disposable | null = null
  #isLooking = false
  /** The service told of a change while it was looked at. */
  #isStale = false
  #failures = 0
  #lastAt = -Infinity

  constructor(route: RouteCell, clock: Clock, onLearned: (learned: Learned) => void) {
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
    this.#planned?.dispose()
    this.#planned = null
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
    this.#lastAt = this.#clock.monotonicMs()
    const conversation = (this.#conversation ??= this.#open(endpoint))
    this.#isLooking = true
    this.#isStale = false
    const greeted = (this.#greeted ??= await this.#greet(conversation))
    if (this.#conversation !== conversation) return
    if (!greeted) return this.#failed()
    const until = this.#clock.monotonicMs() + LISTS_MS
    const budget = { text: MAX_TEXT, isTimeUp: () => this.#clock.monotonicMs() >= until }
    const learned = await readOffer(conversation, greeted, budget)
    if (this.#conversation !== conversation) return
    this.#isLooking = false
    this.#failures = 0
    if (!announcesChanges(greeted)) this.#hangUp()
    else if (this.#isStale) this.#plan(SETTLE_MS)
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
    this.#planned?.dispose()
    this.#planned = null
    this.#plan(Math.min(RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS))
  }

  #plan(delayMs: number): void {
    if (this.#planned || this.#endpoint === null) return
    const earliest = this.#lastAt + AT_MOST_EVERY_MS - this.#clock.monotonicMs()
    this.#planned = this.#clock.after(Math.max(delayMs, earliest), () => {
      this.#planned = null
      if (this.#endpoint !== null) void this.#look(this.#endpoint)
    })
  }
}
