import type Database from 'better-sqlite3'
import { expressionOf, indexForm, type Term } from './search-words'

/** What a document is found by. */
export interface RankedDocument {
  /** What it is called; counts more than its text. */
  title: string
  text: string
  /** Text of its neighbours: what stands beside an answer often has the question's words. */
  around: string
}

export interface RankedIndex {
  /** Adds a document, or replaces it. */
  put(id: number, document: RankedDocument): void
  remove(id: number): void
  /**
   * Ids of documents with at least one of the terms, best first, at most `limit`, by two rankings: by the documents'
   * own words, and by those of a window that has their neighbours' too. Both are BM25 (Okapi) of SQLite's FTS5.
   * @param filterValues for the named parameters of the index's filter, when it is to be used
   */
  rank(
    terms: readonly Term[],
    limit: number,
    filter?: Record<string, unknown>,
  ): { own: number[]; window: number[] }
}

/** Porter's stemmer brings inflections together: `walks`, `walked` and `walking` are one word. */
const TOKENIZER = 'porter unicode61 remove_diacritics 2'
/** Of title and text. A word in the title counts as much as two in the text. */
const OWN_WEIGHTS = 'bm25(2.0, 1.0)'
/** Of a document and its neighbours; chosen on one half of the labelled questions (bench/search). */
const WINDOW_WEIGHTS = 'bm25(2.0, 1.0)'
/**
 * BM25 looks at every row that has a word, some 0.7 microseconds each: rare words first, until so many rows are
 * reached. What is left out is so common that it would hardly change the order.
 */
const MAX_ROWS = 10_000

/** For a migration. The tables keep no copy of the text. */
export function createRankedTables(db: Database.Database, name: string): void {
  const options = `content = '', contentless_delete = 1, tokenize = '${TOKENIZER}'`
  db.exec(`CREATE VIRTUAL TABLE ${name}_own USING fts5 (title, text, ${options});
           CREATE VIRTUAL TABLE ${name}_window USING fts5 (document, around, ${options});`)
}

/**
 * FTS5 merges what many small transactions left piece by piece, but a level that has 16 segments at once, which may take
 * a second. While a large index is filled in the background such merges are put off; kept in the database.
 * https://sqlite.org/fts5.html#the_crisismerge_configuration_option
 */
export function putOffLongMerges(db: Database.Database, name: string, isPutOff: boolean): void {
  for (const table of [`${name}_own`, `${name}_window`])
    db.exec(`INSERT INTO ${table} (${table}, rank) VALUES ('crisismerge', ${isPutOff ? 1_000 : 16})`)
}

/**
 * @param name as given to `createRankedTables`
 * @param filter SQL that is true for the rows to search, over `rowid` and named parameters
 */
export function openRankedIndex(db: Database.Database, name: string, filter = 'true'): RankedIndex {
  const [own, window] = [`${name}_own`, `${name}_window`]
  const putOwn = db.prepare(`INSERT OR REPLACE INTO ${own} (rowid, title, text) VALUES (?, ?, ?)`)
  const putWindow = db.prepare(`INSERT OR REPLACE INTO ${window} (rowid, document, around) VALUES (?, ?, ?)`)
  const removeOwn = db.prepare(`DELETE FROM ${own} WHERE rowid = ?`)
  const removeWindow = db.prepare(`DELETE FROM ${window} WHERE rowid = ?`)
  const selectOwn = createSelect(db, own, OWN_WEIGHTS, filter)
  const selectWindow = createSelect(db, window, WINDOW_WEIGHTS, filter)
  // The window has the document's words too.
  const countRows = db
    .prepare<[string, number], number>(
      `SELECT count(*) FROM (SELECT 1 FROM ${window} WHERE ${window} MATCH ? LIMIT ?)`,
    )
    .pluck()
  return {
    put(id, { title, text, around }) {
      const [indexedTitle, indexedText] = [indexForm(title), indexForm(text)]
      putOwn.run(id, indexedTitle, indexedText)
      putWindow.run(id, `${indexedTitle} ${indexedText}`, indexForm(around))
    },
    remove(id) {
      removeOwn.run(id)
      removeWindow.run(id)
    },
    rank(terms, limit, filterValues) {
      const { telling, isRanked } = affordable(
        terms,
        (term) => countRows.get(expressionOf(term), MAX_ROWS + 1) ?? 0,
      )
      if (telling.length === 0) return { own: [], window: [] }
      const asked = { expression: telling.map(expressionOf).join(' OR '), isRanked, limit, filterValues }
      return { own: selectOwn(asked), window: selectWindow(asked) }
    },
  }
}

interface Selection {
  expression: string
  /** False: the newest first. */
  isRanked: boolean
  limit: number
  filterValues: Record<string, unknown> | undefined
}

function createSelect(db: Database.Database, table: string, weights: string, filter: string) {
  const prepare = (where: string, order: string): Database.Statement<[object], number> =>
    db
      .prepare<[object], number>(
        `SELECT rowid FROM ${table} WHERE ${table} MATCH @expression AND ${where} ${order} LIMIT @limit`,
      )
      .pluck()
  const both = (order: string) => ({ all: prepare('true', order), filtered: prepare(filter, order) })
  const ranked = both(`AND rank MATCH '${weights}' ORDER BY rank`)
  const newest = both('ORDER BY rowid DESC')
  return ({ expression, isRanked, limit, filterValues }: Selection): number[] => {
    const { all, filtered } = isRanked ? ranked : newest
    return (filterValues ? filtered : all).all({ ...filterValues, expression, limit })
  }
}

/**
 * Terms that occur, the rarest first, as many as `MAX_ROWS` allows. When even the rarest is in more rows, its order
 * would say little: it is not ranked, and the newest documents are taken.
 */
function affordable(
  terms: readonly Term[],
  countRows: (term: Term) => number,
): { telling: Term[]; isRanked: boolean } {
  const counted = terms
    .map((term) => ({ term, rows: countRows(term) }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => a.rows - b.rows)
  let rows = 0
  const telling = counted.filter((each) => (rows += each.rows) <= MAX_ROWS).map(({ term }) => term)
  if (telling.length > 0) return { telling, isRanked: true }
  return { telling: counted.slice(0, 1).map(({ term }) => term), isRanked: false }
}
