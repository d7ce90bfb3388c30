import type { ConsentQuestion } from '@shared/domain/consent'
import type { Logger } from '@shared/domain/log'
import type { Redactor } from '../redaction'
import { cut, keptQuestion } from './kept-question'

/** How a question ended: what the person said, what they said for good before, or why they said nothing. */
export type Outcome =
  | 'once'
  | 'refuse'
  | 'always'
  | 'never'
  | 'always, as answered before'
  | 'never, as answered before'
  | 'nobody-there'
  | 'timed-out'
  | 'too-many'
  | 'its caller went away'

/** Clients write these lines as often as they ask, so each is short. */
const MAX_DETAILS = 40
const MAX_VALUE = 200
/** Redacting a long text holds everybody up. */
const MAX_REDACTED = 4_000

/** The trail of what services were allowed, in the center's log: one line for each end of a question. */
export function createAudit(log: Logger, redact: Redactor) {
  const redactBeginning: Redactor = (text) => redact(text, text.length === MAX_REDACTED)
  /** @param answerId of the answer for good that was given or used */
  return (serviceId: string, question: ConsentQuestion, outcome: Outcome, answerId: number | null): void => {
    const details = question.details
      .slice(0, MAX_DETAILS)
      .map(({ label, value }) => ({ label, value: value.slice(0, MAX_REDACTED) }))
    const kept = keptQuestion({ ...question, details }, redactBeginning)
    const leftOut = question.details.length - details.length
    log.info(`${serviceId} asked "${kept.title}": ${outcome}`, {
      client: kept.client,
      details: kept.details.map(({ label, value }) => `${label}: ${cut(value, MAX_VALUE)}`),
      ...(leftOut > 0 ? { detailsLeftOut: leftOut } : {}),
      ...(answerId === null ? {} : { answerId }),
    })
  }
}
