import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { ToolError } from '../kit/define-tool'

const unitsMs: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }
const RELATIVE = /^-(\d{1,9})([smhdw])$/
/** ISO 8601, a date or a date with a time; without a zone it is UTC. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

export const timeFormat =
  'ISO time such as 2026-01-31T14:00:00Z (UTC when it names no zone), or relative: -15m, -2h, -7d'

/**
 * @param now UTC epoch ms
 * @returns UTC epoch ms, not before 1970
 * @throws ToolError that shows the forms there are
 */
export function parseTime(text: string, now: number): number {
  const trimmed = text.trim()
  if (trimmed === 'now') return now
  const relative = RELATIVE.exec(trimmed)
  if (relative) return Math.max(0, now - Number(relative[1]) * (unitsMs[relative[2] ?? ''] ?? 0))
  const iso = ISO.exec(trimmed)
  const isLocal = iso !== null && trimmed.length > 10 && iso[1] === undefined
  const at = iso ? Date.parse(`${trimmed.replace(' ', 'T')}${isLocal ? 'Z' : ''}`) : Number.NaN
  if (Number.isNaN(at) || !isDay(trimmed.slice(0, 10)))
    throw new ToolError(`"${trimmed.slice(0, 80)}" is no time. Give an ${timeFormat}.`)
  return Math.max(0, at)
}

/** JavaScript takes the 31st of February for the 3rd of March. */
function isDay(date: string): boolean {
  const at = Date.parse(date)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}
