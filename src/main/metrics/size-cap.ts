import { DAY } from '@shared/lib/clock'
import type { WritableDatabase } from '../storage/index'
import { RESOLUTIONS } from './resolutions'

/** About 50 ms of work at most; the cap is approached over several seconds. */
const ROWS_AT_ONCE = 10_000
const PAGES_AT_ONCE = 1_000
/** Once over the limit, make room for a while instead of deleting a little every second. */
const TARGET_SHARE = 0.9

/**
 * Keeps the file below its limit: the oldest rows go first, whatever their resolution, and their pages are
 * given back to the file system. Rows from the future (the clock was wrong once) are the first to go.
 * @returns one step of the work, to be called every second
 */
export function createSizeCap(db: WritableDatabase, limitBytes: () => number): (nowMs: number) => void {
  const oldest = createOldest(db)
  let shrinking = false
  return (nowMs) => {
    const limit = limitBytes()
    const size = fileSize(db)
    shrinking = size > (shrinking ? limit * TARGET_SHARE : limit)
    if (!shrinking) return
    if (pragma(db, 'freelist_count') === 0) oldest.remove(nowMs)
    db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`)
  }
}

/** The size of the main file once the write-ahead log is merged into it, in bytes. */
export function fileSize(db: WritableDatabase): number {
  return pragma(db, 'page_count') * pragma(db, 'page_size')
}

function pragma(db: WritableDatabase, name: string): number {
  return Number(db.pragma(name, { simple: true }))
}

/** The rows of one table and resolution. */
interface Shelf {
  oldest(): number | null
  /** Removes the oldest rows up to and with this time. @returns how many */
  removeUpTo(at: number): number
  removeAfter(at: number): number
}

function createOldest(db: WritableDatabase): { remove(nowMs: number): void } {
  const shelves = (['traffic', 'process'] as const).flatMap((table) =>
    RESOLUTIONS.map(({ stepMs }) => createShelf(db, table, stepMs / 1_000)),
  )
  return {
    remove(nowMs) {
      const fromFuture = shelves.reduce((sum, shelf) => sum + shelf.removeAfter(nowMs + DAY), 0)
      if (fromFuture > 0) return
      const byAge = shelves
        .map((shelf) => ({ shelf, at: shelf.oldest() ?? Infinity }))
        .sort((a, b) => a.at - b.at)
      const [first, second] = byAge
      // Down to where the next shelf is just as old, or as many as fit into one go.
      if (first && first.at < Infinity) first.shelf.removeUpTo(second?.at ?? Infinity)
    },
  }
}

function createShelf(db: WritableDatabase, table: string, stepS: number): Shelf {
  const oldest = db.prepare<[number], { at: number | null }>(
    `SELECT min(at) AS at FROM ${table} WHERE step_s = ?`,
  )
  const remove = (condition: string): ((at: number) => number) => {
    const statement = db.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE step_s = ? AND ${condition} LIMIT ${ROWS_AT_ONCE}`,
    )
    return (at) => statement.run(stepS, at).changes
  }
  return {
    oldest: () => oldest.get(stepS)?.at ?? null,
    removeUpTo: remove('at <= ?'),
    removeAfter: remove('at > ?'),
  }
}
