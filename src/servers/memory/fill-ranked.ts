import type Database from 'better-sqlite3'
import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { putOffLongMerges } from '../kit/search/ranked-index'
import { rankedDocuments } from './ranked-graph'

/** The service listens first. */
const FIRST_MS = SECOND
/** Calls wait no longer than one slice, and a commit, for their turn. */
const SLICE_MS = 8
const SLICE_ROWS = 100
const PAUSE_MS = 8
const RETRY_MS = MINUTE

/** Rows of `source` after `done_to` and up to `last_id` are not in ranked search yet. */
interface Mark {
  source: 'entities' | 'observations'
  done_to: number
  last_id: number
}

export interface Filling extends Disposable {
  /** How much of the graph ranked search knows, 0 to 1, by row numbers; null when it knows everything. */
  share(): number | null
}

/** For a migration: everything that is there now is to be filled in; what comes later is indexed when it is written. */
export function markUnfilled(db: Database.Database): void {
  db.exec(`
    CREATE TABLE ranked_filling (
      source TEXT PRIMARY KEY,
      done_to INTEGER NOT NULL,
      last_id INTEGER NOT NULL
    ) STRICT;
    INSERT INTO ranked_filling SELECT 'entities', 0, max(id) FROM entities HAVING max(id) IS NOT NULL;
    INSERT INTO ranked_filling SELECT 'observations', 0, max(id) FROM observations HAVING max(id) IS NOT NULL;
  `)
  if (unfilled(db)) putOffLongMerges(db, 'observation_ranked', true)
}

/**
 * Fills ranked search from the graph in the background, a few milliseconds at a time: a large graph takes longer than a
 * start may. Each slice is a transaction that also keeps how far it got, so a process killed at any moment goes on from
 * there. Rows written meanwhile are indexed at once; being indexed again does them no harm.
 */
export function fillRankedGraph(deps: { db: Database.Database; clock: Clock; log: Logger }): Filling {
  const { db, clock, log } = deps
  const slice = createSlice(db, clock)
  let next = unfilled(db)
  let timer: Disposable | null = null
  const fill = (): void => {
    if (!next) return log.info('Ranked search knows the whole graph now.')
    let pause = PAUSE_MS
    try {
      slice(next)
      next = unfilled(db)
    } catch (error) {
      log.warn(`Ranked search could not be filled; tried again in a minute: ${errorText(error)}`)
      pause = RETRY_MS
    }
    timer = clock.after(pause, fill)
  }
  if (next) timer = clock.after(FIRST_MS, fill)
  return {
    share: () => (next ? shareOf(marksOf(db)) : null),
    dispose: () => timer?.dispose(),
  }
}

function createSlice(db: Database.Database, clock: Clock): (mark: Mark) => void {
  const documents = rankedDocuments(db)
  const idsOf = (source: string) =>
    db
      .prepare<[number, number], number>(
        `SELECT id FROM ${source} WHERE id > ? AND id <= ? ORDER BY id LIMIT ${SLICE_ROWS}`,
      )
      .pluck()
  const sources = {
    entities: { ids: idsOf('entities'), put: (id: number) => documents.putEntity(id) },
    observations: { ids: idsOf('observations'), put: (id: number) => documents.putObservation(id) },
  }
  const advance = db.prepare('UPDATE ranked_filling SET done_to = ? WHERE source = ?')
  return db.transaction(({ source, done_to: doneTo, last_id: lastId }: Mark): void => {
    const end = clock.monotonicMs() + SLICE_MS
    const { ids, put } = sources[source]
    // Without any row there, the rest was removed meanwhile.
    let reached = lastId
    for (const id of ids.all(doneTo, lastId)) {
      put(id)
      reached = id
      if (clock.monotonicMs() >= end) break
    }
    advance.run(reached, source)
    if (!unfilled(db)) putOffLongMerges(db, 'observation_ranked', false)
  })
}

function marksOf(db: Database.Database): Mark[] {
  return db.prepare<[], Mark>('SELECT * FROM ranked_filling ORDER BY source').all()
}

/** What is to be filled next. */
function unfilled(db: Database.Database): Mark | undefined {
  return marksOf(db).find(({ done_to, last_id }) => done_to < last_id)
}

function shareOf(marks: readonly Mark[]): number {
  const sum = (of: (mark: Mark) => number): number => marks.reduce((total, mark) => total + of(mark), 0)
  return Math.floor((100 * sum((mark) => mark.done_to)) / sum((mark) => mark.last_id)) / 100
}
