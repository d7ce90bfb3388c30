import { LogLevel } from '@shared/domain/log'
import { HOUR } from '@shared/lib/clock'

/** What some lines of one log amount to. Times are UTC epoch ms. */
export interface LineCounts {
  entries: number
  byLevel: Record<LogLevel, number>
  oldestAt: number | null
  newestAt: number | null
  /** Errors by the hour since 1970 in which they were written. */
  errorsByHour: Map<number, number>
}

/** The members `cleanEntry` names first; a line that begins otherwise is damaged. */
const LINE_START = /^\{"at":(\d+),"source":"[^"]*","level":"(\w+)"/

export function noLines(): LineCounts {
  const byLevel = { debug: 0, info: 0, warn: 0, error: 0 }
  return { entries: 0, byLevel, oldestAt: null, newestAt: null, errorsByHour: new Map() }
}

/** Counts one line without parsing the whole of it; a damaged one is passed over. */
export function countLine(counts: LineCounts, line: string): void {
  const start = LINE_START.exec(line)
  const level = LogLevel.safeParse(start?.[2]).data
  if (!start || !level) return
  const at = Number(start[1])
  counts.entries += 1
  counts.byLevel[level] += 1
  counts.oldestAt = Math.min(counts.oldestAt ?? at, at)
  counts.newestAt = Math.max(counts.newestAt ?? at, at)
  if (level === 'error') addErrors(counts.errorsByHour, Math.floor(at / HOUR), 1)
}

export function addCounts(to: LineCounts, more: LineCounts): void {
  to.entries += more.entries
  for (const level of LogLevel.options) to.byLevel[level] += more.byLevel[level]
  to.oldestAt = eitherOf(to.oldestAt, more.oldestAt, Math.min)
  to.newestAt = eitherOf(to.newestAt, more.newestAt, Math.max)
  for (const [hour, errors] of more.errorsByHour) addErrors(to.errorsByHour, hour, errors)
}

/** Errors of the last `hours` hours, the present one last. */
export function lastHours({ errorsByHour }: LineCounts, now: number, hours: number): number[] {
  const present = Math.floor(now / HOUR)
  return Array.from({ length: hours }, (_, n) => errorsByHour.get(present - hours + 1 + n) ?? 0)
}

function addErrors(byHour: Map<number, number>, hour: number, errors: number): void {
  byHour.set(hour, (byHour.get(hour) ?? 0) + errors)
}

function eitherOf(
  one: number | null,
  other: number | null,
  choose: (a: number, b: number) => number,
): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other)
}
