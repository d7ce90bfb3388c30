import type { Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import type { LineEdges } from '@shared/lib/json-lines'
import type { Route } from '@shared/process/gateway-messages'
import { readResponse } from './peek'
import { Pipe, type Parcel } from './pipe'
import type { RouteCell } from './routes'
import type { SessionMemory } from './session-memory'

export interface LinkEvents {
  /** The service can be written to: a fresh pipe, the handshake replayed where there was one. */
  onReady(): void
  onLine(line: string): void
  /**
   * A line of the service was over the limit, so what it answered is lost.
   * @param edges null: it goes on and on
   * @returns false when nobody knows what it answered; then the pipe is given up
   */
  onOverflow(edges: LineEdges | null): boolean
  /** The pipe to the service ended; parcels handed over since `onReady` say themselves whether they were sent. */
  onBroken(): void
  /** The service answered the replayed handshake with an error: this MCP session cannot go on. */
  onRejected(): void
  onRoute(route: Route): void
  /** True while somebody waits for the service or listens to it. */
  isWanted(): boolean
}

export interface LinkDeps {
  route: RouteCell
  memory: SessionMemory
  clock: Clock
  reconnectMs: number
}

type State =
  | { kind: 'idle' }
  | { kind: 'retrying'; timer: Disposable }
  | { kind: 'connecting'; pipe: Pipe }
  | { kind: 'replaying'; pipe: Pipe; token: string }
  | { kind: 'ready'; pipe: Pipe }
  | { kind: 'closed' }

/** A pipe that cannot be opened is tried again after `reconnectMs`, then after twice as long each time, to this. */
const LONGEST_RETRY_MS = 2_000

/**
 * One MCP session's connection to its service, which outlives the service's instances. It connects only when
 * it is wanted and only while the route is up; a new instance first gets the handshake replayed.
 */
export class Link {
  readonly #deps: LinkDeps
  readonly #events: LinkEvents
  readonly #held = new DisposableStore()
  #state: State = { kind: 'idle' }
  #failures = 0
  #replays = 0

  constructor(deps: LinkDeps, events: LinkEvents) {
    this.#deps = deps
    this.#events = events
    this.#held.add(deps.route.onChange((route) => this.#routeChanged(route)))
  }

  get isReady(): boolean {
    return this.#state.kind === 'ready' && this.#deps.route.current.kind === 'up'
  }

  /** Bytes the service has not taken yet. */
  get waitingBytes(): number {
    return this.#state.kind === 'ready' ? this.#state.pipe.waitingBytes : 0
  }

  /** Only while `isReady`. */
  send(parcel: Parcel): void {
    if (this.#state.kind === 'ready') this.#state.pipe.send(parcel)
  }

  /** Connects, or wakes the service, when that is wanted and the route allows it now. */
  reach(): void {
    if (this.#state.kind !== 'idle' || !this.#events.isWanted()) return
    const route = this.#deps.route.current
    if (route.kind === 'asleep') this.#deps.route.wake()
    if (route.kind === 'up') this.#connect(route.endpoint)
  }

  close(): void {
    const state = this.#state
    this.#state = { kind: 'closed' }
    this.#held.dispose()
    if ('pipe' in state) state.pipe.close()
    if (state.kind === 'retrying') state.timer.dispose()
  }

  #routeChanged(route: Route): void {
    const state = this.#state
    if (route.kind === 'up' && 'pipe' in state && state.pipe.endpoint !== route.endpoint) {
      state.pipe.close()
      this.#broken()
    }
    if (this.#state.kind === 'retrying') this.#stopRetrying(this.#state.timer)
    this.reach()
    this.#events.onRoute(route)
    // The route was away for a moment while the pipe held: whoever waited meanwhile can go on.
    if (this.isReady) this.#events.onReady()
  }

  #connect(endpoint: string): void {
    const pipe: Pipe = new Pipe(endpoint, {
      onOpen: () => this.#opened(pipe),
      onLine: (line) => this.#received(line),
      onOverflow: (edges) => this.#overflowed(pipe, edges),
      onClosed: () => this.#broken(),
    })
    this.#state = { kind: 'connecting', pipe }
  }

  #opened(pipe: Pipe): void {
    // A pipe that was given up while it connected opens nevertheless, maybe while the next one connects.
    if (this.#state.kind !== 'connecting' || this.#state.pipe !== pipe) return
    const id = `omnimind-replay-${++this.#replays}`
    const handshake = this.#deps.memory.handshakeLine(id)
    if (handshake === null) return this.#becomeReady(pipe)
    this.#state = { kind: 'replaying', pipe, token: `"${id}"` }
    pipe.send({ line: handshake, sent: false })
  }

  #received(line: string): void {
    const state = this.#state
    if (state.kind !== 'replaying') return this.#events.onLine(line)
    const response = readResponse(line)
    if (response?.token !== state.token) return
    if (response.kind === 'error') return this.#events.onRejected()
    const lines = this.#deps.memory.followingLines((n) => `omnimind-replay-${this.#replays}-${n}`)
    for (const following of lines) state.pipe.send({ line: following, sent: false })
    this.#becomeReady(state.pipe)
  }

  #becomeReady(pipe: Pipe): void {
    this.#state = { kind: 'ready', pipe }
    this.#failures = 0
    this.#events.onReady()
  }

  #overflowed(pipe: Pipe, edges: LineEdges | null): void {
    if (this.#events.onOverflow(edges) && this.#state.kind === 'ready') return
    pipe.close()
    this.#broken()
  }

  #broken(): void {
    const before = this.#state.kind
    if (before === 'closed') return
    this.#state = { kind: 'idle' }
    if (before === 'ready') {
      this.#events.onBroken()
      this.reach()
    } else this.#retryLater()
  }

  /** The service is gone and main has not said so yet: a new route ends this wait early. */
  #retryLater(): void {
    const delayMs = Math.min(this.#deps.reconnectMs * 2 ** this.#failures++, LONGEST_RETRY_MS)
    const timer = this.#deps.clock.after(delayMs, () => this.#stopRetrying(timer))
    this.#state = { kind: 'retrying', timer }
  }

  #stopRetrying(timer: Disposable): void {
    timer.dispose()
    if (this.#state.kind !== 'retrying') return
    this.#state = { kind: 'idle' }
    this.reach()
  }
}
