import type Database from 'better-sqlite3'

export interface KnowledgeStatistics {
  entries: number
  /** Of all values, UTF-8. */
  bytes: number
  /** UTC epoch ms; null when there is nothing. */
  oldestUpdatedAt: number | null
  newestUpdatedAt: number | null
  /** The largest first. */
  groups: { source: string; category: string; entries: number; bytes: number }[]
  moreGroups: number
}

const MAX_GROUPS = 100

export function createStatistics(db: Database.Database): () => KnowledgeStatistics {
  const totals = db.prepare<[], { entries: number; bytes: number }>(
    'SELECT count(*) AS entries, coalesce(sum(octet_length(value)), 0) AS bytes FROM knowledge',
  )
  // By their index: the column stands behind the values, which are better not read.
  const oldest = db.prepare<[], number | null>('SELECT min(updated_at) FROM knowledge').pluck()
  const newest = db.prepare<[], number | null>('SELECT max(updated_at) FROM knowledge').pluck()
  const groups = db.prepare<[], KnowledgeStatistics['groups'][number]>(
    `SELECT source, category, count(*) AS entries, sum(octet_length(value)) AS bytes
     FROM knowledge GROUP BY source, category ORDER BY entries DESC, source, category LIMIT ${MAX_GROUPS}`,
  )
  const groupCount = db
    .prepare<[], number>('SELECT count(*) FROM (SELECT DISTINCT source, category FROM knowledge)')
    .pluck()
  return () => {
    const shown = groups.all()
    return {
      ...(totals.get() ?? { entries: 0, bytes: 0 }),
      oldestUpdatedAt: oldest.get() ?? null,
      newestUpdatedAt: newest.get() ?? null,
      groups: shown,
      moreGroups: (groupCount.get() ?? 0) - shown.length,
    }
  }
}
