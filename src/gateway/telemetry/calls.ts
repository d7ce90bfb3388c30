import type { Clock } from '@shared/lib/clock'
import type { CallOutcome, CallRecord } from '@shared/domain/call'

/** Calls told per report; the rest is only counted. */
export const MAX_CALLS_PER_REPORT = 200

/** A call that ended, as the session saw it. */
export interface EndedCall {
  serviceId: string
  method: string
  target: string | null
  at: number
  durationMs: number
  requestBytes: number
  responseBytes: number
  client: string | null
  mcpSessionId: string | null
  outcome: CallOutcome
  error: string | null
}

/** Keeps the calls that ended since the last report. */
export class CallList {
  #calls: CallRecord[] = []
  #dropped = 0
  #sequence = 0
  readonly #run: string

  constructor(clock: Clock) {
    this.#run = clock.epochMs().toString(36)
  }

  add(call: EndedCall): void {
    const sequence = this.#sequence++
    if (this.#calls.length >= MAX_CALLS_PER_REPORT) this.#dropped++
    else this.#calls.push({ id: this.#id(sequence), ...call })
  }

  take(): { calls: CallRecord[]; droppedCalls: number } {
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
