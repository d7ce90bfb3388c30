import type Database from 'better-sqlite3'
import { openRankedIndex, type RankedIndex } from '../kit/search/ranked-index'
import { textOf, type StoredValue } from './entry-rows'

/** Words further in are not found. */
const MAX_INDEXED = 200_000
/** Of an entry's neighbours the nearest text counts: the end of the one before, the beginning of the one after. */
const NEIGHBOUR_LENGTH = 1_000

/** Which entries a search may find. */
export const searchFilter = `rowid IN (
  SELECT id FROM knowledge
  WHERE (@source IS NULL OR source = @source) AND (@category IS NULL OR category = @category))`

/** The place of an entry among those of its source and category, which follow each other by id. */
export interface Place {
  id: number
  source: string
  category: string
}

type Row = Place & { key: string; value: StoredValue }

export interface SearchIndex extends Pick<RankedIndex, 'rank'> {
  /** Brings the index in step with entries that were written or removed; call it inside of that transaction. */
  refresh(changed: readonly Place[]): void
}

export function createSearchIndex(db: Database.Database): SearchIndex {
  const index = openRankedIndex(db, 'knowledge_search', searchFilter)
  const columns = 'id, source, category, key, value'
  const find = db.prepare<[number], Row>(`SELECT ${columns} FROM knowledge WHERE id = ?`)
  const neighbour = (sign: string, order: string) =>
    db.prepare<[Place], Row>(
      `SELECT ${columns} FROM knowledge
       WHERE source = @source AND category = @category AND id ${sign} @id ORDER BY id ${order} LIMIT 1`,
    )
  const before = neighbour('<', 'DESC')
  const after = neighbour('>', 'ASC')
  const put = (id: number): void => {
    const row = find.get(id)
    if (!row) return index.remove(id)
    const [previous, next] = [before.get(row), after.get(row)]
    const around = [
      previous ? textOf(previous.value).slice(-NEIGHBOUR_LENGTH) : '',
      next ? textOf(next.value).slice(0, NEIGHBOUR_LENGTH) : '',
    ]
    index.put(id, {
      title: titleOf(row),
      text: textOf(row.value).slice(0, MAX_INDEXED),
      around: around.join(' '),
    })
  }
  return {
    rank: (...asked) => index.rank(...asked),
    refresh(changed) {
      const ids = new Set<number>()
      for (const { id, source, category } of changed) {
        const place = { id, source, category }
        ids.add(id)
        for (const row of [before.get(place), after.get(place)]) if (row) ids.add(row.id)
      }
      for (const id of ids) put(id)
    },
  }
}

/** A key such as `apiBaseUrl` is found whole and by its words. */
function titleOf({ key, category, source }: Row): string {
  const words = key.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
  return [key, ...(words === key ? [] : [words]), category, source].join(' ')
}
