import type Database from 'better-sqlite3'
import { fromStored, type StoredText } from '../kit/store/exact-text'
import { fuseRankings, type Fused } from '../kit/search/rank-fusion'
import { openRankedIndex } from '../kit/search/ranked-index'
import { queryTerms, type Term } from '../kit/search/search-words'
import { snippet } from '../kit/search/snippet'

/** An entity that fits a query. */
export interface FoundEntity {
  name: string
  entityType: string
  /** Higher is better; comparable within one search only. */
  score: number
  /** Those that fit best and those beside them, best first, long ones cut to the part that fits. */
  observations: string[]
  /** How many it has in all. */
  totalObservations: number
}

/** Fusing looks at so many of each ranking. */
const DEPTH = 200
const SHOWN_OBSERVATIONS = 5
const OBSERVATION_LENGTH = 300
const SCORE_STEP = 100_000

/**
 * Ranks entities by four rankings: by their best observation (its words and its entity's name; the same with the
 * observations beside it), and by themselves (name and type; the same with the names they are related to).
 */
export function createMemorySearch(db: Database.Database): (query: string, limit: number) => FoundEntity[] {
  const entities = openRankedIndex(db, 'entity_ranked')
  const observations = openRankedIndex(db, 'observation_ranked')
  const owner = db.prepare<[number], number>('SELECT entity_id FROM observations WHERE id = ?').pluck()
  const show = createPresenter(db)

  const rank = (terms: readonly Term[]): { found: Fused[]; shown: Map<number, number[]> } => {
    const own = entities.rank(terms, DEPTH)
    const told = observations.rank(terms, DEPTH)
    const owners = (ids: readonly number[]): number[] => [
      ...new Set(ids.flatMap((id) => owner.get(id) ?? [])),
    ]
    const found = fuseRankings([own.own, own.window, owners(told.own), owners(told.window)])
    const shown = new Map<number, number[]>()
    for (const { id } of fuseRankings([told.own, told.window])) {
      const entity = owner.get(id)
      if (entity !== undefined) shown.set(entity, [...(shown.get(entity) ?? []), id])
    }
    return { found, shown }
  }
  return (query, limit) => {
    const terms = queryTerms(query)
    let ranked = rank(terms)
    if (ranked.found.length === 0) ranked = rank(terms.map(({ text }) => ({ text, isPrefix: true })))
    return ranked.found
      .slice(0, limit)
      .map(({ id, score }) => show(id, score, ranked.shown.get(id) ?? [], terms))
  }
}

function createPresenter(db: Database.Database) {
  const entity = db.prepare<[number], { name: StoredText; entity_type: StoredText }>(
    'SELECT name, entity_type FROM entities WHERE id = ?',
  )
  const content = db.prepare<[number], StoredText>('SELECT content FROM observations WHERE id = ?').pluck()
  const count = db.prepare<[number], number>('SELECT count(*) FROM observations WHERE entity_id = ?').pluck()
  return (
    id: number,
    score: number,
    observations: readonly number[],
    terms: readonly Term[],
  ): FoundEntity => {
    const row = entity.get(id)
    if (!row) throw new Error(`The index of ranked search knows entity ${id}, the graph does not.`)
    return {
      name: fromStored(row.name),
      entityType: fromStored(row.entity_type),
      score: Math.round(score * SCORE_STEP) / SCORE_STEP,
      observations: observations
        .slice(0, SHOWN_OBSERVATIONS)
        .map((each) => snippet(fromStored(content.get(each) ?? ''), terms, OBSERVATION_LENGTH)),
      totalObservations: count.get(id) ?? 0,
    }
  }
}
