import type { WritableDatabase } from '../storage/index'

/** Beyond this a source's further targets share one series: names come from clients and may be endless. */
const MAX_TARGETS = 500
/** The shared series. No tool is called so: names of tools have no brackets. */
export const OTHER_TARGETS = '(other)'

export interface SeriesIds {
  /** The number of a series; made when missing. `target` is empty for a process. */
  idOf(source: string, target: string): number
  /** After a rolled-back write: numbers given out in it do not exist. */
  forget(): void
}

/** Short numbers for (source, target), so that a row takes bytes instead of names. */
export function createSeriesIds(db: WritableDatabase): SeriesIds {
  reclaim(db)
  const select = db.prepare<[], { id: number; source: string; target: string }>('SELECT * FROM series')
  const insert = db.prepare<[string, string]>('INSERT INTO series (source, target) VALUES (?, ?)')
  const known = new Map<string, Map<string, number>>()

  const targetsOf = (source: string): Map<string, number> => {
    const targets = known.get(source) ?? new Map<string, number>()
    known.set(source, targets)
    return targets
  }
  const load = (): void => {
    known.clear()
    for (const { id, source, target } of select.all()) targetsOf(source).set(target, id)
  }
  const idOf = (source: string, target: string): number => {
    const targets = targetsOf(source)
    const id = targets.get(target)
    if (id !== undefined) return id
    if (targets.size >= MAX_TARGETS && target !== OTHER_TARGETS && target !== '')
      return idOf(source, OTHER_TARGETS)
    const made = Number(insert.run(source, target).lastInsertRowid)
    targets.set(target, made)
    return made
  }
  load()
  return { idOf, forget: load }
}

/** Frees the names of a source that nears the limit and that no row mentions any more. */
function reclaim(db: WritableDatabase): void {
  db.prepare<[number]>(
    `DELETE FROM series WHERE source IN (SELECT source FROM series GROUP BY source HAVING count(*) > ?)
       AND id NOT IN (SELECT series FROM traffic) AND id NOT IN (SELECT series FROM process)`,
  ).run(MAX_TARGETS * 0.8)
}
