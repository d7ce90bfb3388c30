import Database from 'better-sqlite3'
import { fuseRankings } from '../../src/servers/kit/search/rank-fusion.ts'
import { createRankedTables, openRankedIndex } from '../../src/servers/kit/search/ranked-index.ts'
import { queryTerms } from '../../src/servers/kit/search/search-words.ts'
import type { Passage } from './labelled.ts'

/** Ids of the passages found, best first. */
export type Search = (query: string) => readonly number[]

/** What ours is compared with, and its parts, each over the same passages. */
export function plainSearches(passages: readonly Passage[]): Record<string, Search> {
  const ranked = rankedParts(passages)
  return {
    'substring (official search_nodes)': substring(passages),
    'substring, the rarest word alone': rarestWord(passages),
    'FTS5 unicode61, all words': fts5(passages, 'unicode61', ' AND '),
    'FTS5 unicode61, any word': fts5(passages, 'unicode61', ' OR '),
    'FTS5 porter, any word': fts5(passages, 'porter unicode61', ' OR '),
    'ours: own words': (query) => ranked(query).own,
    'ours: window alone': (query) => ranked(query).window,
    'ours: fused': (query) => {
      const { own, window } = ranked(query)
      return fuseRankings([own, window]).map(({ id }) => id)
    },
  }
}

function substring(passages: readonly Passage[]): Search {
  return (query) => {
    const wanted = query.toLowerCase()
    return passages
      .filter(({ key, text }) => key.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted))
      .map(({ id }) => id)
  }
}

/** How a patient agent would use a substring search: one word, the one that finds least. */
function rarestWord(passages: readonly Passage[]): Search {
  const find = substring(passages)
  return (query) =>
    (query.match(/[\p{L}\p{N}]{3,}/gu) ?? [])
      .map((word) => find(word))
      .filter((found) => found.length > 0)
      .toSorted((a, b) => a.length - b.length)[0] ?? []
}

function fts5(passages: readonly Passage[], tokenizer: string, join: string): Search {
  const db = new Database(':memory:')
  db.exec(`CREATE VIRTUAL TABLE passages USING fts5 (key, text, tokenize = '${tokenizer}')`)
  const insert = db.prepare('INSERT INTO passages (rowid, key, text) VALUES (?, ?, ?)')
  for (const { id, key, text } of passages) insert.run(id, key, text)
  const find = db
    .prepare<[string], number>('SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10')
    .pluck()
  return (query) => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? []
    return find.all(words.map((word) => `"${word}"`).join(join))
  }
}

function rankedParts(passages: readonly Passage[]): (query: string) => { own: number[]; window: number[] } {
  const db = new Database(':memory:')
  createRankedTables(db, 'passages')
  const index = openRankedIndex(db, 'passages')
  for (const [at, { id, book, key, text }] of passages.entries()) {
    const near = [passages[at - 1], passages[at + 1]].filter((other) => other?.book === book)
    index.put(id, { title: key, text, around: near.map((other) => other?.text).join(' ') })
  }
  return (query) => index.rank(queryTerms(query), 100)
}
