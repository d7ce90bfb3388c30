import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'

export interface Range {
  value: string
  label: string
  ms: number
  /** How often the charts are asked for again, ms. */
  everyMs: number
}

/** The ranges the metrics are kept for in fine, medium and coarse steps. */
export const ranges: readonly [Range, ...Range[]] = [
  { value: '15m', label: '15 min', ms: 15 * MINUTE, everyMs: 5 * SECOND },
  { value: '6h', label: '6 h', ms: 6 * HOUR, everyMs: 30 * SECOND },
  { value: '7d', label: '7 d', ms: 7 * DAY, everyMs: 2 * MINUTE },
]

/** The range of an address; an unknown one reads as the first. */
export function rangeOf(value: string): Range {
  return ranges.find((range) => range.value === value) ?? ranges[0]
}
