import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../kit/store/migrate'
import { migrations } from './migrations'

let db: Database.Database
beforeEach(() => {
  db = new Database(':memory:')
  db.pragma('foreign_keys = ON')
})
afterEach(() => void db.close())

const columns = (table: string): string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
const insert = (key: string) =>
  db
    .prepare(
      "INSERT INTO knowledge (source, category, key, value, metadata, created_at, updated_at) VALUES ('s', 'c', ?, 'v', '{}', 1, 1)",
    )
    .run(key)

test('1: the table of entries, unique by address, and a cache of searches', () => {
  migrate(db, migrations.slice(0, 1))
  expect(columns('knowledge')).toEqual([
    'id',
    'source',
    'category',
    'key',
    'value',
    'metadata',
    'created_at',
    'updated_at',
  ])
  expect(columns('search_cache')).toEqual(['query_hash', 'generation', 'result'])
  insert('k')
  expect(() => insert('k')).toThrow(/UNIQUE/)
})

test('2: vectors go with their entry, and entries stay', () => {
  migrate(db, migrations.slice(0, 1))
  const { lastInsertRowid } = insert('k')
  migrate(db, migrations)
  db.prepare("INSERT INTO embeddings VALUES (?, 'm', 1, x'00')").run(lastInsertRowid)
  db.prepare('INSERT INTO embedding_queue (knowledge_id) VALUES (?)').run(lastInsertRowid)
  expect(db.prepare('SELECT count(*) FROM knowledge').pluck().get()).toBe(1)
  db.prepare('DELETE FROM knowledge').run()
  for (const table of ['embeddings', 'embedding_queue'])
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
})
