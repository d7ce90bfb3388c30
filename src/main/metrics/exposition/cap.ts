import type { Family } from './text-format'

/** Every label value costs the reader memory for ever, so the number of series is bounded. */
export const MAX_SERIES = 1_000

/**
 * Keeps the first groups that fit: all of a family's before the next family's.
 * @param families the most important first
 * @returns the families with what fits, and how many series were left out
 */
export function capSeries(
  families: readonly Family[],
  maxSeries: number,
): { families: Family[]; leftOut: number } {
  let room = maxSeries
  let leftOut = 0
  const capped = families.map((family) => {
    const groups = family.groups.filter(({ length }) => {
      const fits = length <= room
      if (fits) room -= length
      else leftOut += length
      return fits
    })
    return { ...family, groups }
  })
  return { families: capped, leftOut }
}
