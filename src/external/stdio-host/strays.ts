import type { Logger } from '@shared/domain/log'
import { SECOND, type Clock } from '@shared/lib/clock'

const TELL_MS = 10 * SECOND

/** Counts what a child says that has no meaning, and logs each kind at most every 10 s, with an example. */
export class Strays {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #kinds = new Map<string, { count: number; toldAt: number }>()

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock
    this.#log = log
  }

  /** @param what the kind, in words; few of them. @param example a line; its beginning is logged */
  count(what: string, example = ''): void {
    const kind = this.#kinds.get(what) ?? { count: 0, toldAt: Number.NEGATIVE_INFINITY }
    kind.count++
    this.#kinds.set(what, kind)
    const now = this.#clock.monotonicMs()
    if (now - kind.toldAt < TELL_MS) return
    kind.toldAt = now
    const start = example.slice(0, 200).replaceAll(/\p{Cc}/gu, ' ')
    this.#log.warn(
      `The server printed ${what} (${kind.count} so far).`,
      start === '' ? {} : { example: start },
    )
  }

  /** @returns how often, by kind */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#kinds].map(([what, { count }]) => [what, count]))
  }
}
