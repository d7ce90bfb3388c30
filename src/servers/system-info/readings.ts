import type { Clock } from '@shared/lib/clock'

/** A value, or why there is none, in words for a model. */
export type Reading<T> = { value: T } | { missing: string }

export interface ReadingSpec<T> {
  key: string
  read: () => Promise<T>
  /** How long a value may be given again. */
  freshMs: number
}

interface Kept {
  value: unknown
  readAt: number
}

/**
 * Asks the system, but never twice at once for the same thing: callers share a run, and what hangs is not asked again
 * until it has ended. A value is kept for a while.
 */
export class Readings {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'after'>
  readonly #timeoutMs: number
  readonly #kept = new Map<string, Kept>()
  readonly #running = new Map<string, Promise<unknown>>()

  constructor(clock: Pick<Clock, 'monotonicMs' | 'after'>, timeoutMs: number) {
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  async get<T>({ key, read, freshMs }: ReadingSpec<T>): Promise<Reading<T>> {
    const kept = this.#kept.get(key)
    if (kept && this.#clock.monotonicMs() - kept.readAt < freshMs) return { value: kept.value as T }
    const running = this.#running.get(key) ?? this.#start(key, read)
    return await this.#withinLimit(running as Promise<T>)
  }

  #start<T>(key: string, read: () => Promise<T>): Promise<T> {
    const running = read().then((value) => {
      this.#kept.set(key, { value, readAt: this.#clock.monotonicMs() })
      return value
    })
    this.#running.set(key, running)
    void running.catch(() => {}).finally(() => this.#running.delete(key))
    return running
  }

  #withinLimit<T>(running: Promise<T>): Promise<Reading<T>> {
    return new Promise((resolve) => {
      const seconds = this.#timeoutMs / 1_000
      const late = this.#clock.after(this.#timeoutMs, () =>
        resolve({ missing: `The system did not answer within ${seconds} s.` }),
      )
      running
        .then(
          (value) => resolve({ value }),
          () => resolve({ missing: 'The system could not be asked.' }),
        )
        .finally(() => late.dispose())
    })
  }
}
