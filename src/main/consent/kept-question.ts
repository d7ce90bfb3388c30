import { MAX_CLIENT, MAX_DETAIL, type ConsentQuestion } from '@shared/domain/consent'
import { REDACTED, type Redactor } from '../redaction'
import { isSensitive } from '@shared/redaction/sensitive-members'

/** The whole question as it may be kept: secrets replaced, and no part longer than it may be after that. */
export function keptQuestion(question: ConsentQuestion, redact: Redactor): ConsentQuestion {
  const { client, details } = question
  return {
    ...question,
    client: client === null ? null : cut(redact(client), MAX_CLIENT),
    details: details.map(({ label, value }, index) => {
      const shown = isNamedSecret(details[index - 1]?.value) ? REDACTED : redact(value)
      return { label, value: cut(shown, MAX_DETAIL) }
    }),
    rememberAs: null,
  }
}

/** `--token` by itself: what follows is the next detail. */
function isNamedSecret(before: string | undefined): boolean {
  const [, name] = /^--?([\w.-]{2,64})$/.exec(before ?? '') ?? []
  return name !== undefined && isSensitive(name)
}

const MARK = ' ... [cut]'

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - MARK.length).toWellFormed()}${MARK}`
}
