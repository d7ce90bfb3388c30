import type { Clock } from '@shared/lib/clock'
import type { ProcessEntry, ProcessSource } from './process-entry'

export const KEPT_MS = 5_000

/** The processes of this machine, read at most every 5 s. */
export class ProcessList {
  readonly source: ProcessSource
  readonly #clock: Clock
  #kept: { at: number; entries: Promise<ProcessEntry[]> } | null = null

  constructor(source: ProcessSource, clock: Clock) {
    this.source = source
    this.#clock = clock
  }

  async all(): Promise<readonly ProcessEntry[]> {
    const now = this.#clock.monotonicMs()
    if (!this.#kept || now - this.#kept.at >= KEPT_MS) this.#kept = { at: now, entries: this.source.all() }
    try {
      return await this.#kept.entries
    } catch (error) {
      this.#kept = null
      throw error
    }
  }

  /** @returns true when something was kept */
  forget(): boolean {
    const had = this.#kept !== null
    this.#kept = null
    return had
  }
}
