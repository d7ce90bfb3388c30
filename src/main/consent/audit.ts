import { createHash } from 'node:crypto'
import { ConsentChoice, type ConsentQuestion, type LastingChoice } from '@shared/domain/consent'
import type { Logger } from '@shared/domain/log'
import { MINUTE, type Clock } from '@shared/lib/clock'
import type { Redactor } from '../redaction'
import { cut, keptQuestion } from './kept-question'

/** How a question ended: what the person said, what they said for good before, or why they said nothing. */
export type Outcome =
  | ConsentChoice
  | `${LastingChoice}, as answered before`
  | 'nobody-there'
  | 'timed-out'
  | 'too-many'
  | 'its caller went away'

/** Only these are as many as a person can give; the others come as often as a client asks. */
const decided: ReadonlySet<Outcome> = new Set(ConsentChoice.options)
const MAX_DETAILS = 40
const MAX_VALUE = 200
/** Redacting a long text holds everybody up. */
const MAX_REDACTED = 4_000

/**
 * The trail of what services were allowed. What a person decided is a line with its details; of other ends, with which a
 * client could push the rest out, there is one short line a minute, which counts those before it: not one for each client,
 * since they name themselves as they like.
 */
export function createAudit(audit: Logger, clock: Clock, redact: Redactor) {
  const redactBeginning: Redactor = (text) => redact(text, text.length === MAX_REDACTED)
  const pace = new Pace(clock)
  /** @param answerId of the answer for good that was given or used */
  return (serviceId: string, question: ConsentQuestion, outcome: Outcome, answerId: number | null): void => {
    const isDecided = decided.has(outcome)
    const untold = isDecided ? 0 : pace.next(JSON.stringify([serviceId, outcome, answerId]))
    if (untold === null) return
    const details = question.details.slice(0, isDecided ? MAX_DETAILS : 0).map(({ label, value }) => ({
      label,
      value: label === 'Input' ? inputText(value) : value.slice(0, MAX_REDACTED),
    }))
    const kept = keptQuestion({ ...question, details }, redactBeginning)
    const leftOut = question.details.length - details.length
    audit.info(`${serviceId} asked "${kept.title}": ${outcome}`, {
      client: kept.client,
      ...(isDecided
        ? { details: kept.details.map(({ label, value }) => `${label}: ${cut(value, MAX_VALUE)}`) }
        : {}),
      ...(leftOut > 0 ? { detailsLeftOut: leftOut } : {}),
      ...(answerId === null ? {} : { answerId }),
      ...(untold > 0 ? { sameBefore: untold } : {}),
    })
  }
}

/** What a program was to read may be anything of the person's, and is theirs; the hash tells whether it was this text. */
function inputText(value: string): string {
  return `${value.length} characters, SHA-256 ${createHash('sha256').update(value).digest('hex')}`
}

/** A line a minute for each key. */
class Pace {
  readonly #clock: Clock
  readonly #told = new Map<string, { at: number; untold: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @returns how many were not told since the last line; null when this one must not be told either */
  next(key: string): number | null {
    const now = this.#clock.monotonicMs()
    const before = this.#told.get(key)
    if (before && now < before.at + MINUTE) {
      before.untold++
      return null
    }
    this.#told.delete(key)
    this.#forgetBefore(now - 60 * MINUTE)
    this.#told.set(key, { at: now, untold: 0 })
    return before?.untold ?? 0
  }

  /** Oldest first, as they are put at the end with each line. */
  #forgetBefore(time: number): void {
    for (const [key, { at }] of this.#told) {
      if (at > time) return
      this.#told.delete(key)
    }
  }
}
