import type Database from 'better-sqlite3'
import type { Address, Entry } from './entry'
import { filterValues, matching, orderBy, type EntryFilter, type Order, type Page } from './entry-filter'
import { summaryColumns, toEntry, type EntryRow, type SummaryRow } from './entry-rows'
import { toListed, type ListedEntry, type ListedRow } from './listed-entry'

/** One answer holds at most so many characters of values. */
const MAX_ANSWER = 4_000_000

export type EntryReads = ReturnType<typeof createEntryReads>

export function createEntryReads(db: Database.Database) {
  const exact = db.prepare<[Address], EntryRow>(
    'SELECT * FROM knowledge WHERE source = @source AND category = @category AND key = @key',
  )
  const byId = db.prepare<[number], EntryRow>('SELECT * FROM knowledge WHERE id = ?')
  const count = db.prepare<[object], number>(`SELECT count(*) FROM knowledge WHERE ${matching}`).pluck()
  const byKey = db.prepare<[object], EntryRow>(
    `SELECT * FROM knowledge WHERE ${matching} ${orderBy({ by: 'key', direction: 'asc' })}
     LIMIT @limit OFFSET @offset`,
  )
  const oldest = db.prepare<[object], SummaryRow>(
    `SELECT ${summaryColumns} FROM knowledge WHERE ${matching} ORDER BY id LIMIT @limit`,
  )
  const similar = db
    .prepare<[string, string], string>(
      `SELECT key FROM knowledge WHERE instr(lower(key), lower(?)) OR instr(lower(?), lower(key))
       ORDER BY updated_at DESC LIMIT 5`,
    )
    .pluck()
  return {
    /** The entries at these addresses in their order, as many as one answer holds. */
    recall(addresses: readonly Address[]): { entries: Entry[]; missing: Address[]; omitted: Address[] } {
      const found = { entries: [] as Entry[], missing: [] as Address[], omitted: [] as Address[] }
      let room = MAX_ANSWER
      for (const { source, category, key } of addresses) {
        const row = exact.get({ source, category, key })
        if (!row) found.missing.push({ source, category, key })
        else if ((room -= row.value.length) < 0) found.omitted.push({ source, category, key })
        else found.entries.push(toEntry(row))
      }
      return found
    },
    /** Whole entries by key, as many as `page` wants and one answer holds. */
    recallMatching(filter: EntryFilter, page: Page): { entries: Entry[]; total: number } {
      const values = filterValues(filter)
      const entries: Entry[] = []
      let room = MAX_ANSWER
      for (const row of byKey.iterate({ ...values, ...page })) {
        if ((room -= row.value.length) < 0) break
        entries.push(toEntry(row))
      }
      return { entries, total: count.get(values) ?? 0 }
    },
    list(filter: EntryFilter, order: Order, page: Page): { entries: ListedEntry[]; total: number } {
      const rows = db.prepare<[object], ListedRow>(
        `SELECT ${summaryColumns}, substr(value, 1, 500) AS head, octet_length(value) AS bytes
         FROM knowledge WHERE ${matching} ${orderBy(order)} LIMIT @limit OFFSET @offset`,
      )
      const values = filterValues(filter)
      return { entries: rows.all({ ...values, ...page }).map(toListed), total: count.get(values) ?? 0 }
    },
    row: (id: number): EntryRow | undefined => byId.get(id),
    count: (filter: EntryFilter): number => count.get(filterValues(filter)) ?? 0,
    /** Oldest first. */
    select: (filter: EntryFilter, limit: number): SummaryRow[] =>
      oldest.all({ ...filterValues(filter), limit }),
    /** Up to five keys that resemble `key`, for error texts. */
    similarKeys: (key: string): string[] => similar.all(key, key),
  }
}
