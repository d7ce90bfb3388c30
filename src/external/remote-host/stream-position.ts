import { SECOND, type Clock } from '@shared/lib/clock'

const DEFAULT_RETRY_MS = SECOND
/** A server may ask for no pause at all; that would be a busy loop. */
const SHORTEST_RETRY_MS = 100
const LONGEST_RETRY_MS = 30 * SECOND

/** How far a stream was read, and when it may be taken up again: counted from its end, to the millisecond. */
export class StreamPosition {
  /** The last event's id; null when the stream cannot be taken up. */
  lastId: string | null = null
  readonly #clock: Clock
  #retryMs = DEFAULT_RETRY_MS
  #endedAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#endedAt = clock.monotonicMs()
  }

  reached(id: string): void {
    this.lastId = id === '' ? null : id
  }

  retryAfter(ms: number): void {
    this.#retryMs = Math.min(Math.max(ms, SHORTEST_RETRY_MS), LONGEST_RETRY_MS)
  }

  ended(): void {
    this.#endedAt = this.#clock.monotonicMs()
  }

  /**
   * Waits until the stream may be taken up again: as the server asked, twice as long after each failure.
   * @throws the signal's reason when it is aborted meanwhile
   */
  async wait(failures: number, signal: AbortSignal): Promise<void> {
    const delayMs = Math.min(this.#retryMs * 2 ** failures, LONGEST_RETRY_MS)
    const passedMs = failures === 0 ? this.#clock.monotonicMs() - this.#endedAt : 0
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(Math.max(0, delayMs - passedMs), done)
      function done(): void {
        timer.dispose()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done, { once: true })
    })
    signal.throwIfAborted()
  }
}
