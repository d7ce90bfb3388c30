import { SECOND } from '@shared/lib/clock'
import { ToolError } from '../kit/define-tool'

/**
 * A moment as git's `--since` and `--until` take it. Git takes any text, and takes what it does not understand for now, so only
 * what it does understand is let through: ISO 8601, and English such as "yesterday" or "2 weeks ago".
 * @throws ToolError for everything else
 */
export function gitMoment(text: string): string {
  const trimmed = text.trim()
  if (isIso(trimmed) || RELATIVE.test(trimmed) || isEpoch(trimmed)) return trimmed
  throw new ToolError(
    `"${text}" is no moment of 1970 to 2099. Write it as 2026-03-31, 2026-03-31T18:00:00Z, "yesterday" or "2 weeks ago".`,
  )
}

const EPOCH = /^@?\d{9,12}$/
const RELATIVE =
  /^(?:now|today|noon|midnight|yesterday|(?:last|an?|\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten)[ .]+(?:second|minute|hour|day|week|month|year)s?(?:[ .]+ago)?|last[ .]+(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i
const ISO =
  /^((?:19[7-9]|20\d)\d-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?(?: ?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?$/i

/** Git understands the years 1970 to 2099. */
const END_OF_EPOCH_S = Date.UTC(2100) / SECOND

function isEpoch(text: string): boolean {
  return EPOCH.test(text) && Number(text.replace('@', '')) < END_OF_EPOCH_S
}

function isIso(text: string): boolean {
  const [, day = '', time = '00:00'] = ISO.exec(text) ?? []
  const moment = new Date(`${day}T${time}Z`)
  // A day that its month does not have becomes one of the next month.
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day)
}
