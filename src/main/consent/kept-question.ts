import { MAX_CLIENT, MAX_DETAIL, type ConsentQuestion } from '@shared/domain/consent'
import { redactArguments } from '@shared/redaction/arguments'
import type { Redactor } from '../redaction'

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
    rememberAs: null,
  }
}

type Details = ConsentQuestion['details']

/** `--token`, or `-u` of curl: what follows it is the next detail. */
function withoutPasswords(details: Details): Details {
  const isArgument = ({ label }: Details[number]): boolean => /^(Program|Argument \d+)$/.test(label)
  const shown = redactArguments(details.filter(isArgument).map(({ value }) => value)).values()
  return details.map((detail) =>
    isArgument(detail) ? { ...detail, value: shown.next().value ?? detail.value } : detail,
  )
}

const MARK = ' ... [cut]'

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - MARK.length).toWellFormed()}${MARK}`
}
