import { rpcCode } from '@shared/mcp/json-rpc'
import type { Logger } from '@shared/domain/log'
import { SECOND, type Clock } from '@shared/lib/clock'
import type { Connection } from '../kit/connection'
import type { TenantExit } from '../kit/tenant'
import type { ChildMux } from './child-mux'
import { answerFrom } from './greeting'
import { discoverRequest, LATEST_LEGACY, type Handshake } from './handshake'
import type { ServedChild, ServedChildEvents } from './served-child'

/** Told once: the child that speaks 2026-07-28, or null with an error code and the reason. */
export type OnModern = (mux: ChildMux | null, code: number, reason: string) => void

type State =
  | { kind: 'unknown' }
  | { kind: 'asking' }
  | { kind: 'spoken'; mux: ChildMux; child: ServedChild | null; users: Set<Connection> }
  | { kind: 'not-spoken' }
  | { kind: 'closed' }

export interface ModernSideDeps {
  clock: Clock
  log: Logger
  /** Starts a second child, for a server that settles on one era per process; null when the tenant ends. */
  start(events: Pick<ServedChildEvents, 'onMute' | 'onEnded'>): ServedChild | null
}

const SILENCE_MS = 10 * SECOND
/** A second child that keeps dying is not started more often. */
const RESTART_MS = 5 * SECOND

/**
 * Finds out, when the first such request comes, whether a shared server speaks 2026-07-28: the running child is
 * asked; says it no, a second one is, because libraries settle on one era with the first message.
 */
export class ModernSide {
  readonly #deps: ModernSideDeps
  readonly #primary: ChildMux
  #state: State = { kind: 'unknown' }
  #waiting: { told: OnModern; connection: Connection }[] = []
  #lastStartAt = Number.NEGATIVE_INFINITY
  #stopAsking: () => void = () => {}

  constructor(primary: ChildMux, handshake: Handshake, deps: ModernSideDeps) {
    this.#deps = deps
    this.#primary = primary
    if (handshake.kind === 'modern')
      this.#state = { kind: 'spoken', mux: primary, child: null, users: new Set() }
    // A library that knows the new revision also knows the one before it.
    else if (handshake.kind === 'legacy' && handshake.result['protocolVersion'] !== LATEST_LEGACY)
      this.#state = { kind: 'not-spoken' }
  }

  /** The second child, when there is one. */
  get child(): ServedChild | null {
    return this.#state.kind === 'spoken' ? this.#state.child : null
  }

  get openRequests(): number {
    return this.child?.openRequests ?? 0
  }

  find(told: OnModern, connection: Connection): void {
    const state = this.#state
    if (state.kind === 'closed') return told(null, rpcCode.serviceUnavailable, ENDING)
    if (state.kind === 'not-spoken') return told(null, rpcCode.methodNotFound, NOT_SPOKEN)
    if (state.kind === 'spoken') {
      state.users.add(connection)
      return told(state.mux, 0, '')
    }
    this.#waiting.push({ told, connection })
    if (state.kind === 'unknown') this.#askPrimary()
  }

  /** The connection closed. */
  left(connection: Connection): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.connection !== connection)
    if (this.#state.kind === 'spoken') this.#state.users.delete(connection)
  }

  /** The tenant ends: nobody is asked or started any more, and who waits is told. */
  close(): void {
    this.#stopAsking()
    this.#state = { kind: 'closed' }
    this.#tell(null, rpcCode.serviceUnavailable, ENDING)
  }

  #askPrimary(): void {
    this.#state = { kind: 'asking' }
    let open = true
    this.#stopAsking = () => {
      if (!open) return
      open = false
      patience.dispose()
      this.#primary.leave(session)
    }
    const settle = (spoken: boolean): void => {
      if (!open) return
      this.#stopAsking()
      if (spoken) this.#spoken(this.#primary, null)
      else this.#startSecond()
    }
    const session = this.#primary.join({ send: (line) => settle(line.includes('"supportedVersions"')) })
    const patience = this.#deps.clock.after(SILENCE_MS, () => settle(false))
    this.#primary.fromClient(session, discoverRequest('discover'))
  }

  #startSecond(): void {
    const { clock, log } = this.#deps
    if (clock.monotonicMs() - this.#lastStartAt < RESTART_MS) {
      return this.#notNow()
    }
    this.#lastStartAt = clock.monotonicMs()
    let verdict = false
    const no = (): void => {
      if (verdict || this.#state.kind === 'closed') return
      verdict = true
      this.#state = { kind: 'not-spoken' }
      this.#tell(null, rpcCode.methodNotFound, NOT_SPOKEN)
      child?.process.stop()
    }
    const child = this.#deps.start({
      onMute: () => this.#lost(),
      onEnded: (exit) => {
        if (verdict) return this.#lost()
        if (endedByItself(exit)) return no()
        verdict = true
        this.#notNow()
      },
    })
    if (!child) return this.#notNow()
    child.greet('modern', SILENCE_MS, {
      onProgress: () => {},
      onHung: no,
      onHandshake: (handshake) => {
        if (handshake.kind !== 'modern') return no()
        if (this.#state.kind === 'closed') return
        verdict = true
        log.info('The server settles on one revision per process; a second one serves 2026-07-28.')
        this.#spoken(child.serve(answerFrom(handshake)), child)
      },
    })
  }

  /** What it speaks is still open; who comes later than RESTART_MS finds out. */
  #notNow(): void {
    if (this.#state.kind === 'closed') return
    this.#state = { kind: 'unknown' }
    this.#tell(null, rpcCode.serviceUnavailable, 'Its process for 2026-07-28 keeps ending. Try again later.')
  }

  #spoken(mux: ChildMux, child: ServedChild | null): void {
    const users = new Set(this.#waiting.map(({ connection }) => connection))
    this.#state = { kind: 'spoken', mux, child, users }
    this.#tell(mux, 0, '')
  }

  /** The second child is gone: who used it must see its connection end, to know that outcomes are unknown. */
  #lost(): void {
    if (this.#state.kind !== 'spoken' || this.#state.child === null) return
    const { users } = this.#state
    this.#state = { kind: 'unknown' }
    for (const connection of users) connection.end()
  }

  #tell(mux: ChildMux | null, code: number, reason: string): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { told } of waiting) told(mux, code, reason)
  }
}

/** Some libraries end the process over a first message they do not know; a signal says nothing about that. */
function endedByItself(exit: TenantExit): boolean {
  return exit.kind === 'exited' && exit.code < FIRST_SIGNAL_CODE
}

/** A shell or a namespace tells the signal that ended its program as 128 and the signal's number. */
const FIRST_SIGNAL_CODE = 128
const ENDING = 'The server is being stopped. Nothing was done; it is safe to try again.'
const NOT_SPOKEN = 'This server does not speak revision 2026-07-28.'
