import { MAX_CLIENT, MAX_DETAIL, type ConsentQuestion } from '@shared/domain/consent'
import { redactArguments } from '@shared/redaction/arguments'
import { isSensitive } from '@shared/redaction/sensitive-members'
import { REDACTED, type Redactor } from '../redaction'

/** The whole question as it may be kept: secrets replaced, and no part longer than it may be after that. */
export function keptQuestion(question: ConsentQuestion, redact: Redactor): ConsentQuestion {
  const { client } = question
  const details = withoutPasswords(
    question.details.map(({ label, value }) => ({ label, value: redact(value) })),
  )
  return {
    ...question,
    client: client === null ? null : cut(redact(client), MAX_CLIENT),
    details: details.map(({ label, value }) => ({ label, value: cut(value, MAX_DETAIL) })),
    lasting: {},
  }
}

type Details = ConsentQuestion['details']

/** `--token`, or `-u` of curl: what follows it is the next detail. `Variable DB_PASSWORD` names its own. */
function withoutPasswords(details: Details): Details {
  const isArgument = ({ label }: Details[number]): boolean => /^(Program|Argument \d+)$/.test(label)
  const shown = redactArguments(details.filter(isArgument).map(({ value }) => value)).values()
  return details.map((detail) => {
    if (isArgument(detail)) return { ...detail, value: shown.next().value ?? detail.value }
    return isSensitive(detail.label.split(' ').at(-1) ?? '') ? { ...detail, value: REDACTED } : detail
  })
}

const MARK = ' ... [cut]'

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - MARK.length).toWellFormed()}${MARK}`
}
