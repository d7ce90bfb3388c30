import type { CallFilter } from '@shared/contract/activity'
import type { CallContents, CallRecord } from '@shared/domain/call'
import type { Logger } from '@shared/domain/log'
import { createWriteGuard, type OpenedDatabase, type WritableDatabase } from '../storage'
import { filterSql } from './call-filter'
import { callColumns, fromRow, toRow, type CallRow } from './call-rows'
import { createContentsStore, type ContentsStore } from './contents-store'

export const KEPT_CALLS = 100_000
/** Deleting a few hundred rows at a time costs well under a millisecond; single ones cost a search each. */
const PRUNE_EVERY = 500

/** A call with what it said and heard, redacted already. */
export type KeptCall = CallRecord & { contents: CallContents | null }

/** One page of calls, newest first; `beforeSeq` exclusive. */
export interface CallPage {
  calls: CallRecord[]
  more: boolean
}

export interface CallStore {
  /** Numbers the calls, stores them in one transaction and gives them back under their new ids. */
  add(calls: readonly KeptCall[]): CallRecord[]
  page(filter: CallFilter, beforeSeq: number, limit: number): CallPage
  /** Oldest first, after `afterSeq`. */
  following(filter: CallFilter, afterSeq: number, limit: number): CallRecord[]
  count(filter: CallFilter): number
  get(seq: number): CallRecord | null
  /** Removes calls from before this UTC epoch ms. */
  removeBefore(at: number): void
  readonly contents: ContentsStore
}

export function createCallStore(opened: OpenedDatabase, log: Logger): CallStore {
  const { db } = opened
  const guard = createWriteGuard('Calls', log)
  const contents = createContentsStore(opened)
  const write = opened.mode === 'writable' ? callWriter(opened.db, contents) : () => {}
  let lastSeq = newestSeq(opened)
  const select = (filter: CallFilter, range: string, values: Record<string, number>): CallRecord[] => {
    const found = filterSql(filter)
    return db
      .prepare<[Record<string, string | number>], CallRow>(
        `SELECT * FROM calls WHERE ${range.replace('FILTER', found.where)}`,
      )
      .all({ ...found.values, ...values })
      .map(fromRow)
  }

  return {
    contents,
    add(calls) {
      const rows = calls.map((call) => ({ row: toRow(call, ++lastSeq), contents: call.contents }))
      guard.run(() => write(rows))
      return rows.map(({ row }) => fromRow(row))
    },
    page(filter, beforeSeq, limit) {
      const range = 'seq < @beforeSeq FILTER ORDER BY seq DESC LIMIT @wanted'
      const calls = select(filter, range, { beforeSeq, wanted: limit + 1 })
      return { calls: calls.slice(0, limit), more: calls.length > limit }
    },
    following: (filter, afterSeq, wanted) =>
      select(filter, 'seq > @afterSeq FILTER ORDER BY seq LIMIT @wanted', { afterSeq, wanted }),
    count(filter) {
      const { where, values } = filterSql(filter)
      const sql = `SELECT count(*) FROM calls WHERE seq > 0 ${where}`
      return db.prepare<[Record<string, string | number>], number>(sql).pluck().get(values) ?? 0
    },
    get(seq) {
      const row = db.prepare<[number], CallRow>('SELECT * FROM calls WHERE seq = ?').get(seq)
      return row ? fromRow(row) : null
    },
    removeBefore(at) {
      if (opened.mode !== 'writable') return
      const newest = opened.db
        .prepare<[number], number | null>('SELECT max(seq) FROM calls WHERE at < ?')
        .pluck()
        .get(at)
      if (newest === undefined || newest === null) return
      guard.run(() => {
        contents.removeUpTo(newest)
        opened.db.prepare('DELETE FROM calls WHERE seq <= ?').run(newest)
      })
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

interface NewRow {
  row: CallRow
  contents: CallContents | null
}

function callWriter(db: WritableDatabase, contents: ContentsStore): (rows: readonly NewRow[]) => void {
  const insert = db.prepare<[CallRow]>(
    `INSERT INTO calls (${callColumns.join(', ')}) VALUES (${callColumns.map((name) => `@${name}`).join(', ')})`,
  )
  const prune = db.prepare<[number]>('DELETE FROM calls WHERE seq <= ?')
  let prunedUpTo = 0
  return db.transaction((rows: readonly NewRow[]) => {
    for (const { row, contents: said } of rows) {
      insert.run(row)
      if (said) contents.add(row.seq, said)
    }
    const doomed = (rows.at(-1)?.row.seq ?? 0) - KEPT_CALLS
    if (doomed - prunedUpTo < PRUNE_EVERY) return
    contents.removeUpTo(doomed)
    prune.run(doomed)
    prunedUpTo = doomed
  })
}
