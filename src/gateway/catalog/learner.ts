import type { Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { Route } from '@shared/process/gateway-messages'
import type { RouteCell } from '../upstream/routes'
import { Conversation } from './conversation'
import { learn, type Learned } from './learn'

/** Changes that come together are learned together; one that never stops changing costs one look a second. */
const SETTLE_MS = 100
const AT_MOST_EVERY_MS = 1_000
/** A service that did not shake hands is asked again after this, while its route stays. */
const RETRY_MS = 2_000

const LIST_CHANGES = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
])

/** Keeps looking at what one service offers, while it runs. Never wakes one that sleeps. */
export class Learner implements Disposable {
  readonly #clock: Clock
  readonly #onLearned: (learned: Learned) => void
  readonly #held = new DisposableStore()
  #endpoint: string | null = null
  #conversation: Conversation | null = null
  #planned: Disposable | null = null
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
    if (endpoint !== null) void this.#look()
  }

  #leave(): void {
    this.#planned?.dispose()
    this.#planned = null
    this.#conversation?.close()
    this.#conversation = null
    this.#endpoint = null
  }

  /** Opens a fresh conversation: what a service offers may depend on when it was greeted. */
  async #look(): Promise<void> {
    this.#planned = null
    const endpoint = this.#endpoint
    if (endpoint === null) return
    this.#conversation?.close()
    this.#lastAt = this.#clock.monotonicMs()
    const conversation: Conversation = new Conversation(endpoint, this.#clock, {
      onNotification: (method) => {
        if (LIST_CHANGES.has(method)) this.#plan(SETTLE_MS)
      },
      onClosed: () => {
        if (this.#conversation === conversation) this.#plan(RETRY_MS)
      },
    })
    this.#conversation = conversation
    const learned = await learn(conversation)
    if (this.#conversation !== conversation) return
    if (learned) this.#onLearned(learned)
    else this.#plan(RETRY_MS)
  }

  #plan(delayMs: number): void {
    if (this.#planned || this.#endpoint === null) return
    const earliest = this.#lastAt + AT_MOST_EVERY_MS - this.#clock.monotonicMs()
    this.#planned = this.#clock.after(Math.max(delayMs, earliest), () => void this.#look())
  }
}
