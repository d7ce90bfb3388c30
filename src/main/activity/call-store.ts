import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'
import { createWriteGuard, type OpenedDatabase, type WritableDatabase } from '../storage/index'
import type { Logger } from '@shared/domain/log'
import { filterSql } from './call-filter'
import { fromRow, toRow, type CallRow } from './call-rows'

const KEPT_CALLS = 100_000
/** Deleting a few hundred rows at a time costs well under a millisecond; single ones cost a search each. */
const PRUNE_EVERY = 500

/** One page of calls, newest first; `beforeSeq` exclusive. */
export interface CallPage {
  calls: CallRecord[]
  more: boolean
}

export interface CallStore {
  /** Numbers the calls, stores them in one transaction and gives them back under their new ids. */
  add(calls: readonly CallRecord[]): CallRecord[]
  page(filter: CallFilter, beforeSeq: number, limit: number): CallPage
}

export function createCallStore(opened: OpenedDatabase, log: Logger): CallStore {
  const guard = createWriteGuard('Calls', log)
  const write = opened.mode === 'writable' ? callWriter(opened.db) : () => {}
  let lastSeq = newestSeq(opened)

  return {
    add(calls) {
      const rows = calls.map((call) => toRow(call, ++lastSeq))
      guard.run(() => write(rows))
      return rows.map(fromRow)
    },
    page(filter, beforeSeq, limit) {
      const { where, values } = filterSql(filter)
      const rows = opened.db
        .prepare<[Record<string, string | number>], CallRow>(
          `SELECT * FROM calls WHERE seq < @beforeSeq ${where} ORDER BY seq DESC LIMIT @wanted`,
        )
        .all({ ...values, beforeSeq, wanted: limit + 1 })
      return { calls: rows.slice(0, limit).map(fromRow), more: rows.length > limit }
    },
  }
}

/** The highest number ever given, also when the newest calls are gone. */
function newestSeq(opened: OpenedDatabase): number {
  const row = opened.db
    .prepare<[], { seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'calls'`)
    .get()
  return row?.seq ?? 0
}

function callWriter(db: WritableDatabase): (rows: readonly CallRow[]) => void {
  const insert = db.prepare<[CallRow]>(`INSERT INTO calls VALUES (@seq, @at, @service_id, @method, @target,
    @outcome, @error, @duration_us, @request_bytes, @response_bytes, @client, @mcp_session_id)`)
  const prune = db.prepare<[number]>('DELETE FROM calls WHERE seq <= ?')
  let prunedUpTo = 0
  return db.transaction((rows: readonly CallRow[]) => {
    for (const row of rows) insert.run(row)
    const doomed = (rows.at(-1)?.seq ?? 0) - KEPT_CALLS
    if (doomed - prunedUpTo < PRUNE_EVERY) return
    prune.run(doomed)
    prunedUpTo = doomed
  })
}
