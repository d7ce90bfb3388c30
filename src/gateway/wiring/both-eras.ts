import type { Eras } from '../front/front'
import { SessionEra, type SessionEraDeps } from '../session-era/session-era'
import { StatelessEra, type StatelessEraDeps } from '../stateless-era/stateless-era'

/** Both manners of speaking MCP, as one thing to the composition root. */
export class BothEras {
  /** In the order in which they are asked: the older one also answers what is in nobody's manner. */
  readonly inOrder: Eras
  readonly #session: SessionEra
  readonly #stateless: StatelessEra

  constructor(deps: SessionEraDeps & StatelessEraDeps) {
    this.#session = new SessionEra(deps)
    this.#stateless = new StatelessEra(deps)
    this.inOrder = [this.#stateless, this.#session]
  }

  /** Ends what belongs to addresses that are gone, and to tokens that are not accepted any more. */
  review(isAccepted: (tokenId: string) => boolean): void {
    this.#session.review(isAccepted)
    this.#stateless.review(isAccepted)
  }

  /** @param now monotonic ms */
  tick(now: number): void {
    this.#session.tick(now)
    this.#stateless.tick(now)
  }

  /** Whose MCP sessions are open, for the list of clients. */
  openSessions(): { tokenId: string; client: string | null }[] {
    return this.#session.openSessions()
  }

  /** Open MCP sessions and subscriptions by service id. */
  counts(): Record<string, number> {
    const sum = this.#session.counts()
    for (const [serviceId, count] of Object.entries(this.#stateless.counts()))
      sum[serviceId] = (sum[serviceId] ?? 0) + count
    return sum
  }

  close(): void {
    this.#session.close()
    this.#stateless.close()
  }
}
