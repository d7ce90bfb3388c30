import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'

/** One level of the roll-ups: rows that each stand for `stepMs`, kept for `keptMs`. */
export interface Resolution {
  stepMs: number
  keptMs: number
}

/** Finest first; each is rolled up from the one before, so every step divides the next. */
export const RESOLUTIONS = [
  { stepMs: SECOND, keptMs: 15 * MINUTE },
  { stepMs: 10 * SECOND, keptMs: 6 * HOUR },
  { stepMs: MINUTE, keptMs: 7 * DAY },
  { stepMs: HOUR, keptMs: 365 * DAY },
] as const satisfies readonly Resolution[]

export const FINEST: Resolution = RESOLUTIONS[0]

/** The start of the step that holds the moment. Steps are aligned to the epoch. */
export function stepStart(atMs: number, stepMs: number): number {
  return Math.floor(atMs / stepMs) * stepMs
}

export interface Range {
  fromMs: number
  toMs: number
}

/** How a range is divided: rows of `resolution` are merged into points `stepMs` wide, the first at `startMs`. */
export interface Grid {
  /** Index in RESOLUTIONS. */
  resolution: number
  stepMs: number
  startMs: number
  points: number
}

/**
 * Chooses the coarsest resolution that still gives at least half the wanted points, or a coarser one where
 * the range reaches back further than that is kept. Coarse rows are few, so every query stays quick.
 */
export function gridFor(range: Range, nowMs: number, maxPoints: number): Grid {
  const rangeMs = Math.max(0, range.toMs - range.fromMs)
  const reachesBack = ({ keptMs }: Resolution): boolean => range.fromMs >= nowMs - keptMs
  const wide = RESOLUTIONS.findLastIndex(({ stepMs }) => rangeMs / stepMs >= maxPoints / 2)
  const kept = RESOLUTIONS.findIndex(reachesBack)
  const resolution = Math.max(0, wide, kept < 0 ? RESOLUTIONS.length - 1 : kept)
  const { stepMs: rowMs } = RESOLUTIONS[resolution] ?? FINEST
  const stepMs = rowMs * Math.max(1, Math.ceil(rangeMs / maxPoints / rowMs))
  const startMs = stepStart(range.fromMs, stepMs)
  return { resolution, stepMs, startMs, points: Math.ceil((range.toMs - startMs) / stepMs) }
}
