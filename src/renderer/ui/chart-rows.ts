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

/** Whether no line reaches a measured value, because what stands beside it was not measured. */
export function standsAlone(points: readonly { value?: unknown }[], index: number): boolean {
  const isMeasured = (at: number): boolean => typeof points[at]?.value === 'number'
  return isMeasured(index) && !isMeasured(index - 1) && !isMeasured(index + 1)
}

/** A series in a sentence, for people who do not see the line. */
export function summarise({ measure, points }: Series): string {
  const look = measureLooks[measure]
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]))
  if (values.length === 0) return `${look.label}: nothing measured`
  const last = values.at(-1) as number
  return `${look.label}: now ${look.format(last)}, highest ${look.format(Math.max(...values))}`
}

const steps = [
  MINUTE,
  3 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
]

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

/**
 * Round values for a value axis: zero and up to four more, the last at or above the highest value.
 * @param binary steps in powers of two, for bytes
 */
export function valueTicks(rows: readonly ChartRow[], binary = false): number[] {
  const highest = Math.max(0, ...rows.flatMap(measured))
  if (highest === 0) return [0, 1]
  const unit = binary ? 1_024 ** Math.floor(Math.log(highest) / Math.log(1_024)) : 1
  const rough = highest / unit / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10
  const step = factor * power * unit
  const count = Math.max(1, Math.ceil(highest / step - 1e-9))
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

function measured(row: ChartRow): number[] {
  return Object.entries(row).flatMap(([key, value]) => (key === 'at' || value === null ? [] : [value]))
}
