import type Database from 'better-sqlite3'
import type { Clock } from '@shared/lib/clock'
import { ToolError } from '../kit/define-tool'
import { nameOf, type Address, type EntrySummary } from './entry'
import { summaryColumns, toStoredValue, toSummary, type SummaryRow } from './entry-rows'
import type { Place, SearchIndex } from './search-index'

/** What is written; what is undefined stays as it was, or is empty in a new entry. */
export interface EntryChange extends Address {
  value?: unknown
  metadata?: Record<string, unknown> | undefined
  /** The entry must exist and have this `updatedAt`. */
  expectedUpdatedAt?: number | undefined
}
export interface Remembered {
  entry: EntrySummary
  created: boolean
}

/** What follows a change inside of its transaction. */
export interface ChangeFollower {
  /** The value of this entry is new. */
  written(id: number): void
}

/** Every verb is one transaction: it happens whole or not at all. */
export type EntryWrites = ReturnType<typeof createEntryWrites>

export function createEntryWrites(
  db: Database.Database,
  clock: Clock,
  index: SearchIndex,
  follower: ChangeFollower,
) {
  const find = db.prepare<[Address], SummaryRow>(
    `SELECT ${summaryColumns} FROM knowledge WHERE source = @source AND category = @category AND key = @key`,
  )
  const insert = db.prepare<[object]>(
    `INSERT INTO knowledge (source, category, key, value, metadata, created_at, updated_at)
     VALUES (@source, @category, @key, @value, @metadata, @now, @now)`,
  )
  // Two writes within a millisecond must still be told apart.
  const change = db.prepare<[object]>(
    `UPDATE knowledge SET value = coalesce(@value, value), metadata = coalesce(@metadata, metadata),
       updated_at = max(@now, updated_at + 1)
     WHERE id = @id`,
  )
  const remove = db.prepare('DELETE FROM knowledge WHERE id = ?')
  const nextGeneration = db.prepare('UPDATE generation SET number = number + 1')

  const write = (entry: EntryChange, mustExist: boolean): Remembered => {
    const { source, category, key, value, metadata } = entry
    const existing = find.get({ source, category, key })
    if (!existing && mustExist)
      throw new ToolError(`There is no entry ${nameOf(entry)}. Use remember to make it.`)
    refuseConflict(entry, existing)
    const stored = {
      value: value === undefined ? null : toStoredValue(value),
      metadata: metadata === undefined ? null : JSON.stringify(metadata),
      now: clock.epochMs(),
    }
    if (existing) change.run({ ...stored, id: existing.id })
    else insert.run({ ...stored, source, category, key, metadata: stored.metadata ?? '{}' })
    const written = find.get({ source, category, key }) as SummaryRow
    if (value !== undefined) follower.written(written.id)
    return { entry: toSummary(written), created: !existing }
  }
  const changed = (places: readonly Place[]): void => {
    index.refresh(places)
    nextGeneration.run()
  }
  const removeAll = (rows: readonly Place[]): void => {
    for (const { id } of rows) remove.run(id)
    if (rows.length > 0) changed(rows)
  }
  return {
    /** Makes entries, or replaces their values. */
    remember: db.transaction((entries: readonly EntryChange[]) => {
      const remembered = entries.map((entry) => write(entry, false))
      changed(remembered.map(({ entry }) => entry))
      return remembered
    }),
    /** @throws ToolError when there is no such entry */
    update: db.transaction((entry: EntryChange) => {
      const updated = write(entry, true).entry
      changed([updated])
      return updated
    }),
    /** @returns those that were there */
    forget: db.transaction((addresses: readonly Address[]) => {
      const rows = new Map<number, SummaryRow>()
      for (const { source, category, key } of addresses) {
        const row = find.get({ source, category, key })
        if (row) rows.set(row.id, row)
      }
      removeAll([...rows.values()])
      return [...rows.values()].map(toSummary)
    }),
    removeAll,
  }
}

function refuseConflict(entry: EntryChange, existing: SummaryRow | undefined): void {
  const { expectedUpdatedAt } = entry
  if (expectedUpdatedAt === undefined || existing?.updated_at === expectedUpdatedAt) return
  const found = existing ? `it was written at ${existing.updated_at}` : 'it does not exist'
  throw new ToolError(
    `Nothing was written: you expected ${nameOf(entry)} as written at ${expectedUpdatedAt}, but ${found}. ` +
      'Recall it, merge your change, and write it with the updatedAt you recalled.',
  )
}
