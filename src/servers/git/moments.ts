import { ToolError } from '../kit/define-tool'

/**
 * A moment as git's `--since` and `--until` take it. Git takes any text, and takes what it does not understand for now, so only
 * what it does understand is let through: ISO 8601, and English such as "yesterday" or "2 weeks ago".
 * @throws ToolError for everything else
 */
export function gitMoment(text: string): string {
  const trimmed = text.trim()
  if (isIso(trimmed) || RELATIVE.test(trimmed) || EPOCH.test(trimmed)) return trimmed
  throw new ToolError(
    `"${text}" is no moment. Write it as 2026-03-31, 2026-03-31T18:00:00Z, "yesterday" or "2 weeks ago".`,
  )
}

const EPOCH = /^@?\d{9,12}$/
const RELATIVE =
  /^(?:now|today|noon|midnight|yesterday|(?:last|an?|\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten)[ .]+(?:second|minute|hour|day|week|month|year)s?(?:[ .]+ago)?|last[ .]+(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?$/i

function isIso(text: string): boolean {
  return ISO.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10)))
}
