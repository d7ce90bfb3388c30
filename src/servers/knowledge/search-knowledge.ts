import type Database from 'better-sqlite3'
import { fuseRankings } from '../kit/search/rank-fusion'
import { queryTerms, type Term } from '../kit/search/search-words'
import { snippet } from '../kit/search/snippet'
import type { EntrySummary } from './entry'
import { textOf, toSummary, type EntryRow } from './entry-rows'
import type { Embedder } from './embeddings/embedder'
import type { Vectors } from './embeddings/vectors'
import { createSearchCache, type RankedResult } from './search-cache'
import type { SearchIndex } from './search-index'

export interface KnowledgeQuery {
  text: string
  source?: string | undefined
  category?: string | undefined
  limit: number
}
export interface KnowledgeHit extends EntrySummary {
  snippet: string
  score: number
}
export interface KnowledgeResult {
  hits: KnowledgeHit[]
  rankedBy: RankedResult['rankedBy']
  /** False: the endpoint that is set gave no vector in time; another time the order may be better. */
  isWhole: boolean
}

/** Fusing looks at so many of each ranking. */
const DEPTH = 100
/** Parts of words are looked for so far into a value. */
const PART_DEPTH = 2_000
const SCORE_STEP = 100_000

interface SearchDeps {
  db: Database.Database
  index: SearchIndex
  row: (id: number) => EntryRow | undefined
  /** Null when no endpoint is set. */
  embeddings: { embedder: Embedder; vectors: Vectors } | null
}

type Ranked = RankedResult & Pick<KnowledgeResult, 'isWhole'>

interface Scope {
  source: string | null
  category: string | null
}

/**
 * Finds entries by words (their own, and those of their neighbours) and, when an endpoint gives vectors, by meaning;
 * the rankings are fused. When no word is found: words that begin so, then the text as a part of key or value.
 */
export function createKnowledgeSearch(deps: SearchDeps): (query: KnowledgeQuery) => Promise<KnowledgeResult> {
  const { db, index, row, embeddings } = deps
  const cache = createSearchCache(db)
  const byPart = createPartSearch(db)

  const byWords = (terms: readonly Term[], scope: Scope): { own: number[]; window: number[] } => {
    const values = scope.source === null && scope.category === null ? undefined : { ...scope }
    const found = index.rank(terms, DEPTH, values)
    if (found.window.length > 0) return found
    const beginnings = terms.map(({ text }) => ({ text, isPrefix: true }))
    return index.rank(beginnings, DEPTH, values)
  }
  const rank = async (query: KnowledgeQuery, scope: Scope): Promise<Ranked> => {
    const { own, window } = byWords(queryTerms(query.text), scope)
    const vector = (await embeddings?.embedder.vectorOf(query.text)) ?? null
    const near = vector && (await embeddings?.vectors.rank(vector, scope, [...own, ...window], DEPTH))
    const isWhole = !embeddings || vector !== null
    const fused = fuseRankings([own, window, ...(near ? [near] : [])]).slice(0, query.limit)
    if (fused.length === 0)
      return {
        hits: byPart(query.text, scope, query.limit).map((id) => ({ id, score: 0 })),
        rankedBy: ['part'],
        isWhole,
      }
    return { hits: fused, rankedBy: ['bm25', 'window', ...(near ? (['embeddings'] as const) : [])], isWhole }
  }
  return async (query) => {
    const { generation } = cache
    const kept = cache.find(query)
    const scope = { source: query.source ?? null, category: query.category ?? null }
    const { isWhole, ...result } = kept ? { ...kept, isWhole: true } : await rank(query, scope)
    if (!kept && isWhole) cache.keep(query, generation, result)
    const terms = queryTerms(query.text)
    const hits = result.hits.flatMap(({ id, score }) => {
      const found = row(id)
      return found ? [toHit(found, terms, score)] : []
    })
    return { hits, rankedBy: result.rankedBy, isWhole }
  }
}

/** Newest first. */
function createPartSearch(db: Database.Database): (text: string, scope: Scope, limit: number) => number[] {
  const find = db
    .prepare<[object], number>(
      `SELECT id FROM knowledge
       WHERE (@source IS NULL OR source = @source) AND (@category IS NULL OR category = @category)
         AND (instr(lower(key), lower(@text))
           OR instr(lower(CAST(substr(value, 1, ${PART_DEPTH}) AS TEXT)), lower(@text)))
       ORDER BY updated_at DESC LIMIT @limit`,
    )
    .pluck()
  return (text, scope, limit) => find.all({ text: text.toWellFormed(), ...scope, limit })
}

function toHit(row: EntryRow, terms: readonly Term[], score: number): KnowledgeHit {
  return {
    ...toSummary(row),
    snippet: snippet(textOf(row.value), terms),
    score: Math.round(score * SCORE_STEP) / SCORE_STEP,
  }
}
