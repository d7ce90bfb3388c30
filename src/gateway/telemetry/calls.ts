import type { Clock } from '@shared/lib/clock'
import type { CallContents, CallRecord } from '@shared/domain/call'

/** Calls told per report; the rest is only counted. */
export const MAX_CALLS_PER_REPORT = 200

/** A call with what it said and heard, while that is kept. */
export type ReportedCall = CallRecord & { contents: CallContents | null }

/** A call that ended, as its carrier saw it. */
export type EndedCall = Omit<ReportedCall, 'id'>

/** Keeps the calls that ended since the last report. */
export class CallList {
  #calls: ReportedCall[] = []
  #dropped = 0
  #sequence = 0
  readonly #run: string

  constructor(clock: Clock) {
    this.#run = clock.epochMs().toString(36)
  }

  /** True while further calls are only counted. */
  get isFull(): boolean {
    return this.#calls.length >= MAX_CALLS_PER_REPORT
  }

  /** A call that nobody will be told of. */
  drop(): void {
    this.#sequence++
    this.#dropped++
  }

  add(call: EndedCall): void {
    const sequence = this.#sequence++
    if (this.#calls.length >= MAX_CALLS_PER_REPORT) this.#dropped++
    else this.#calls.push({ id: this.#id(sequence), ...call })
  }

  take(): { calls: ReportedCall[]; droppedCalls: number } {
    const taken = { calls: this.#calls, droppedCalls: this.#dropped }
    this.#calls = []
    this.#dropped = 0
    return taken
  }

  /** Grows as text too: start time of this gateway process, then a number of fixed width. */
  #id(sequence: number): string {
    return `${this.#run}-${sequence.toString(36).padStart(8, '0')}`
  }
}
