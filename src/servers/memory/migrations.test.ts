import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../kit/store/migrate'
import { migrations } from './migrations'
import { createMemorySearch } from './search-memory'

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

test('2: what an earlier version kept is found by ranked search', () => {
  migrate(db, migrations.slice(0, 1))
  db.exec(`
    INSERT INTO entities VALUES (1, 'Ada', 'person'), (2, 'Engine', 'machine');
    INSERT INTO observations (entity_id, content) VALUES (1, 'wrote programs'), (1, 'lived in London');
    INSERT INTO relations (from_name, to_name, relation_type) VALUES ('Ada', 'Engine', 'studied');
  `)
  migrate(db, migrations)
  const search = createMemorySearch(db)
  expect(search('who was writing a program', 10)[0]).toMatchObject({
    name: 'Ada',
    observations: ['wrote programs', 'lived in London'],
    totalObservations: 2,
  })
  expect(
    search('studies', 10)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['Ada', 'Engine'])
})
