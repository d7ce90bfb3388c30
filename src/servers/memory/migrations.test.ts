import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../kit/store/migrate'
import { migrations } from './migrations'

let db: Database.Database
beforeEach(() => void (db = new Database(':memory:')))
afterEach(() => void db.close())

test('1: entities may share a name', () => {
  migrate(db, migrations.slice(0, 1))
  const insert = db.prepare("INSERT INTO entities (name, entity_type) VALUES ('Ada', 'person')")
  insert.run()
  insert.run()
  expect(db.prepare('SELECT count(*) FROM entities').pluck().get()).toBe(2)
})

test('3: what an earlier version kept is to be filled in, entities and observations', () => {
  migrate(db, migrations.slice(0, 1))
  db.exec(`
    INSERT INTO entities VALUES (1, 'Ada', 'person'), (2, 'Engine', 'machine');
    INSERT INTO observations (entity_id, content) VALUES (1, 'wrote programs'), (1, 'lived in London'), (2, 'turned');
  `)
  migrate(db, migrations)
  expect(db.prepare('SELECT * FROM ranked_filling').all()).toEqual([
    { source: 'entities', done_to: 0, last_id: 2 },
    { source: 'observations', done_to: 0, last_id: 3 },
  ])
})
