import type Database from 'better-sqlite3'
import { ToolError } from '../kit/define-tool'
import type { EntryFilter } from './entry-filter'
import type { EntryReads } from './entry-reads'
import type { EntryWrites } from './entry-writes'

export const MAX_FORGOTTEN = 10_000

/**
 * Forgets all entries that match, when they are as many as the caller believes. The count and the removal are one
 * transaction. @throws ToolError with the true number
 */
export function createForgetMatching(
  db: Database.Database,
  reads: EntryReads,
  writes: EntryWrites,
): (filter: EntryFilter, confirmCount: number) => number {
  return db.transaction((filter: EntryFilter, confirmCount: number) => {
    const count = reads.count(filter)
    if (count !== confirmCount)
      throw new ToolError(
        `Nothing was forgotten: ${count} entries match, you confirmed ${confirmCount}. See them with ` +
          `list_memories; if all of them shall go, call again with confirmCount: ${count}.`,
      )
    if (count > MAX_FORGOTTEN)
      throw new ToolError(
        `Nothing was forgotten: ${count} entries match, at most ${MAX_FORGOTTEN} go at once. Narrow the filter.`,
      )
    writes.removeAll(reads.select(filter, count))
    return count
  })
}
