import type { WritableDatabase } from '../storage/index'
import { RESOLUTIONS } from './resolutions'

/** More than a minute ever adds, and still deleted within milliseconds. */
const ROWS_AT_ONCE = 20_000
const TABLES = ['traffic', 'process'] as const

/** Removes rows older than their resolution is kept, some at a time; rows not yet rolled up stay. */
export function createRetention(db: WritableDatabase): (nowMs: number) => void {
  const rolledUntil = db.prepare<[number], { until: number }>('SELECT until FROM rolled WHERE step_s = ?')
  const deletes = TABLES.map((table) =>
    db.prepare<[number, number]>(`DELETE FROM ${table} WHERE step_s = ? AND at < ? LIMIT ${ROWS_AT_ONCE}`),
  )
  const forgetSpans = db.prepare<[number]>('DELETE FROM spans WHERE to_ms < ?')
  return db.transaction((nowMs: number) => {
    RESOLUTIONS.forEach(({ stepMs, keptMs }, index) => {
      const coarser = RESOLUTIONS[index + 1]
      const rolled = coarser ? (rolledUntil.get(coarser.stepMs / 1_000)?.until ?? 0) : Infinity
      for (const statement of deletes) statement.run(stepMs / 1_000, Math.min(nowMs - keptMs, rolled))
    })
    forgetSpans.run(nowMs - RESOLUTIONS[3].keptMs)
  })
}
