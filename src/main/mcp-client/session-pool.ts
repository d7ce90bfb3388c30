import type { Clock } from '@shared/lib/clock'
import { MINUTE } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { Session } from './session'

/** A session nobody used for this long is closed, so that it does not count as a client. */
const IDLE_MS = 2 * MINUTE

/** A service's public MCP address. */
export interface Target {
  id: string
  url: string
}

/** The use of a session by one call. Release it once, whatever came of the call. */
export interface Lease {
  readonly session: Promise<Session>
  /** Whether the session was there before this call. */
  readonly reused: boolean
  /** The session is of no more use: the next call opens another. Calls still running in it go on. */
  discard(): void
  release(): void
}

interface Kept {
  url: string
  session: Promise<Session>
  /** Calls under way in it. The session is never closed under them. */
  leases: number
  /** Runs only while there is no lease. */
  idle: Disposable | null
}

/** One session per service, opened on first use and anew when it was discarded or the address changed. */
export class SessionPool {
  readonly #open: (url: string) => Promise<Session>
  readonly #clock: Clock
  /** What the next call to a service uses. */
  readonly #current = new Map<string, Kept>()
  /** Everything not closed yet, discarded ones that are still used included. */
  readonly #all = new Set<Kept>()

  constructor(open: (url: string) => Promise<Session>, clock: Clock) {
    this.#open = open
    this.#clock = clock
  }

  lend({ id, url }: Target): Lease {
    const before = this.#current.get(id)
    const reused = before?.url === url
    if (before && !reused) this.#discard(id, before)
    const kept = reused ? before : this.#add(id, url)
    kept.leases++
    kept.idle?.dispose()
    return {
      session: kept.session,
      reused,
      discard: () => this.#discard(id, kept),
      release: () => this.#release(id, kept),
    }
  }

  /** Closes every session, also under calls that run. */
  async close(): Promise<void> {
    this.#current.clear()
    await Promise.all([...this.#all].map((kept) => this.#end(kept)))
  }

  #add(id: string, url: string): Kept {
    const kept: Kept = { url, session: this.#open(url), leases: 0, idle: null }
    this.#current.set(id, kept)
    this.#all.add(kept)
    return kept
  }

  #discard(id: string, kept: Kept): void {
    if (this.#current.get(id) === kept) this.#current.delete(id)
    if (kept.leases === 0) void this.#end(kept)
  }

  #release(id: string, kept: Kept): void {
    kept.leases--
    if (kept.leases > 0) return
    if (this.#current.get(id) !== kept) return void this.#end(kept)
    kept.idle = this.#clock.after(IDLE_MS, () => this.#discard(id, kept))
  }

  async #end(kept: Kept): Promise<void> {
    kept.idle?.dispose()
    if (!this.#all.delete(kept)) return
    await kept.session.then((session) => session.close()).catch(() => {})
  }
}
