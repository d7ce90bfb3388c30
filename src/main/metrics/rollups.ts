import { SECOND } from '@shared/lib/clock'
import type { WritableDatabase } from '../storage/index'
import type { Rows } from './pending'
import { FINEST, RESOLUTIONS, stepStart } from './resolutions'
import { createRowStatements } from './row-statements'
import { createSeriesIds } from './series-ids'

/** A step is rolled up when it ended this long ago; what comes even later is added afterwards. */
const GRACE_MS = 2 * SECOND

export interface Rollups {
  /** Adds rows and rolls up what has ended by `nowMs`, in one transaction. @throws when the disk refuses */
  write(rows: Rows, nowMs: number): void
  /** True when `write` has something to roll up, even without rows. */
  isDue(nowMs: number): boolean
}

/**
 * Writes seconds and rolls them up, every sample exactly once into every resolution:
 *
 * 1. `rolled` holds for each coarser resolution the time up to which it was rolled up. It moves in the
 *    same transaction as the rows, so a crash repeats nothing and leaves nothing out.
 * 2. A row that comes later than that (the clock was set back, a report was late) will not be rolled up any
 *    more, so it is added to the coarser row at once.
 * 3. The time in `rolled` never goes back.
 */
export function createRollups(db: WritableDatabase): Rollups {
  const statements = createRowStatements(db)
  const ids = createSeriesIds(db)
  const rolled = createWatermarks(db)

  const addEverywhere = (at: number, add: (stepMs: number, at: number) => void): void => {
    add(FINEST.stepMs, at)
    for (const { stepMs } of RESOLUTIONS.slice(1)) {
      const step = stepStart(at, stepMs)
      if (step < rolled.until(stepMs)) add(stepMs, step)
    }
  }
  const rollUp = (nowMs: number): void => {
    let fine = FINEST
    for (const coarse of RESOLUTIONS.slice(1)) {
      const since = rolled.until(coarse.stepMs)
      const until = endOfRollUp(fine.stepMs, coarse.stepMs, nowMs)
      if (until > since) {
        statements.rollUp(fine.stepMs, coarse.stepMs, since, until)
        rolled.moveTo(coarse.stepMs, until)
      }
      fine = coarse
    }
  }
  /** Coarse steps whose finer rows are all there. */
  const endOfRollUp = (fineMs: number, coarseMs: number, nowMs: number): number => {
    const complete = fineMs === FINEST.stepMs ? nowMs - GRACE_MS : rolled.until(fineMs)
    return stepStart(complete, coarseMs)
  }
  const writeAll = db.transaction((rows: Rows, nowMs: number) => {
    for (const row of rows.traffic) {
      const id = ids.idOf(row.source, row.target)
      addEverywhere(row.at, (stepMs, at) => statements.addTraffic(stepMs, at, id, row))
    }
    for (const row of rows.process) {
      const id = ids.idOf(row.source, '')
      addEverywhere(row.at, (stepMs, at) => statements.addProcess(stepMs, at, id, row))
    }
    rollUp(nowMs)
  })
  return {
    write(rows, nowMs) {
      try {
        writeAll(rows, nowMs)
      } catch (error) {
        ids.forget()
        rolled.reload()
        throw error
      }
    },
    isDue: (nowMs) =>
      endOfRollUp(FINEST.stepMs, RESOLUTIONS[1].stepMs, nowMs) > rolled.until(RESOLUTIONS[1].stepMs),
  }
}

interface Watermarks {
  until(stepMs: number): number
  moveTo(stepMs: number, until: number): void
  reload(): void
}

function createWatermarks(db: WritableDatabase): Watermarks {
  const select = db.prepare<[], { step_s: number; until: number }>('SELECT step_s, until FROM rolled')
  const upsert = db.prepare<[number, number]>('INSERT OR REPLACE INTO rolled VALUES (?, ?)')
  const known = new Map<number, number>()
  const reload = (): void => {
    known.clear()
    for (const { step_s, until } of select.all()) known.set(step_s * 1_000, until)
  }
  reload()
  return {
    reload,
    until: (stepMs) => known.get(stepMs) ?? 0,
    moveTo(stepMs, until) {
      upsert.run(stepMs / 1_000, until)
      known.set(stepMs, until)
    },
  }
}
