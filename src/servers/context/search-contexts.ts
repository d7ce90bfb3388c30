import type Database from 'better-sqlite3'
import type { ContextSummary } from './context'
import { spellings } from '../kit/search/spellings'
import { summaryColumns, toSummary, type SummaryRow } from './context-rows'

export interface ContextHit extends ContextSummary {
  /** A few words around the match, matches marked **so**. */
  snippet: string
  /** Higher is better; comparable within one search only. Word matches: BM25 (Okapi) of SQLite's FTS5. */
  score: number
}

export interface ContextSearch {
  query: string
  match: 'all' | 'any'
  tag: string | undefined
  limit: number
}

type HitRow = SummaryRow & { snippet: string; score: number }

/** A word in the name counts ten times, in a tag five times as much as one in the content. */
const rank = 'bm25(context_search, 10.0, 1.0, 5.0)'
const taggedWith = `(@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(contexts.tags) WHERE value = @tag))`

/**
 * Finds contexts by words, the last of which may be a beginning; when no word fits (parts of words,
 * scripts written without spaces) by the query as a whole anywhere in name or content.
 */
export function createContextSearch(db: Database.Database): (search: ContextSearch) => ContextHit[] {
  const byWords = db.prepare<[object], HitRow>(
    `SELECT ${summaryColumns}, snippet(context_search, 1, '**', '**', '…', 24) AS snippet, -${rank} AS score
     FROM context_search JOIN contexts ON contexts.id = context_search.rowid
     WHERE context_search MATCH @expression AND ${taggedWith}
     ORDER BY ${rank}, contexts.updated_at DESC LIMIT @limit`,
  )
  const byPart = db.prepare<[object], HitRow>(
    `SELECT ${summaryColumns}, 0 AS score,
       substr(content, max(1, instr(lower(content), lower(@query)) - 60), 160) AS snippet
     FROM contexts
     WHERE (instr(lower(name), lower(@query)) OR instr(lower(content), lower(@query))) AND ${taggedWith}
     ORDER BY updated_at DESC LIMIT @limit`,
  )
  return ({ query, match, tag, limit }) => {
    const named = { query, tag: tag ?? null, limit }
    const expression = wordExpression(query, match)
    const found = expression === null ? [] : byWords.all({ ...named, expression })
    const rows = found.length > 0 ? found : byPart.all(named)
    return rows.map((row) => ({ ...toSummary(row), snippet: row.snippet, score: round(row.score) }))
  }
}

/** Words are quoted, so that nothing in a query is taken for FTS5 syntax. */
export function wordExpression(query: string, match: 'all' | 'any'): string | null {
  const words = query.replaceAll('\0', ' ').match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)
  if (!words) return null
  const quoted = words.slice(0, 64).map((word, at, { length }) => spelled(word, at === length - 1 ? '*' : ''))
  return quoted.join(match === 'all' ? ' AND ' : ' OR ')
}

function spelled(word: string, ending: '*' | ''): string {
  const all = spellings(word).map((spelling) => `"${spelling}"${ending}`)
  return all.length === 1 ? (all[0] ?? '') : `(${all.join(' OR ')})`
}

function round(score: number): number {
  return Math.round(score * 1_000) / 1_000
}
