import type { Measure, Series } from '@shared/domain/metrics'
import { HOUR, MINUTE, DAY } from '@shared/lib/clock'
import { measureLooks } from './measures'

export type ChartRow = { at: number } & Partial<Record<Measure, number | null>>

/** Several measures as rows by time, oldest first; a moment missing in one series stays a gap there. */
export function toRows(series: readonly Series[]): ChartRow[] {
  const rows = new Map<number, ChartRow>()
  for (const { measure, points } of series) {
    for (const { at, value } of points) {
      const row: ChartRow = rows.get(at) ?? { at }
      row[measure] = value
      rows.set(at, row)
    }
  }
  return [...rows.values()].sort((a, b) => a.at - b.at)
}

/** A series in a sentence, for people who do not see the line. */
export function summarise({ measure, points }: Series): string {
  const look = measureLooks[measure]
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]))
  if (values.length === 0) return `${look.label}: nothing measured`
  const last = values.at(-1) as number
  return `${look.label}: now ${look.format(last)}, highest ${look.format(Math.max(...values))}`
}

const steps = [MINUTE, 3 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY]

/** At most seven round times inside a range. */
export function tickTimes(fromMs: number, toMs: number): number[] {
  const step = steps.find((candidate) => (toMs - fromMs) / candidate <= 7) ?? DAY
  // Round in the person's own time zone, so that days begin at their midnight.
  const zoneMs = new Date(fromMs).getTimezoneOffset() * MINUTE
  const first = Math.ceil((fromMs - zoneMs) / step) * step + zoneMs
  const ticks: number[] = []
  for (let at = first; at <= toMs; at += step) ticks.push(at)
  return ticks
}
