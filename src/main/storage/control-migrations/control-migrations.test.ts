import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import type { WritableDatabase } from '../database'
import { migrate } from '../migrate'
import { controlMigrations } from './index'

/** A control.db as release number `version` left it. */
function databaseAt(version: number): WritableDatabase {
  const db = new Sqlite(':memory:') as WritableDatabase
  onTestFinished(() => void db.close())
  migrate(db, controlMigrations, new VirtualClock(), version)
  return db
}

const toNext = (db: WritableDatabase, version: number): void =>
  migrate(db, controlMigrations, new VirtualClock(), version)

const insertCall = `INSERT INTO calls (at, service_id, method, target, outcome, duration_us, request_bytes, response_bytes)
  VALUES (1, 'memory', 'tools/call', 'read_graph', 'ok', 1500, 10, 20)`

test('1 makes the calls, with ids that are never used twice', () => {
  const db = databaseAt(0)
  toNext(db, 1)
  db.exec(insertCall)
  db.exec('DELETE FROM calls')
  db.exec(insertCall)
  expect(db.prepare('SELECT seq, error, client FROM calls').all()).toEqual([
    { seq: 2, error: null, client: null },
  ])
})

test('2 adds the history and keeps the calls', () => {
  const db = databaseAt(1)
  db.exec(insertCall)
  toNext(db, 2)
  db.exec(`INSERT INTO service_events (at, service_id, kind, detail) VALUES (1, 'memory', 'ready', '')`)
  expect(db.prepare('SELECT count(*) FROM calls').pluck().get()).toBe(1)
  expect(db.prepare('SELECT * FROM service_events').all()).toEqual([
    { seq: 1, at: 1, service_id: 'memory', kind: 'ready', detail: '', pid: null },
  ])
})

test('3 adds the history of calls and keeps those that are there', () => {
  const db = databaseAt(2)
  db.exec(insertCall)
  toNext(db, 3)
  db.exec(`INSERT INTO call_contents VALUES (1, '{}', '{}', 0, 0)`)
  expect(db.prepare('SELECT seq, era, token_id FROM calls').all()).toEqual([
    { seq: 1, era: 'session', token_id: null },
  ])
})

test('4 adds the trust in tools', () => {
  const db = databaseAt(3)
  toNext(db, 4)
  db.exec(`INSERT INTO approved_tools VALUES ('files', 'read', 'abc', '{}', 1)`)
  expect(() => db.exec(`INSERT INTO approved_tools VALUES ('files', 'read', 'def', '{}', 2)`)).toThrow(
    'UNIQUE',
  )
})

test('5 adds the answers given for good, one for each question', () => {
  const db = databaseAt(4)
  toNext(db, 5)
  const insert = `INSERT INTO consents (service_id, key, choice, question, decided_at) VALUES ('system-tools', 'k', ?, '{}', 1)`
  db.prepare(insert).run('always')
  expect(() => db.prepare(insert).run('never')).toThrow('UNIQUE')
  expect(() => db.prepare(insert.replace("'k'", "'l'")).run('once')).toThrow('CHECK')
})

test('6 has one answer of each kind, without those from before, and goes on with their ids', () => {
  const db = databaseAt(5)
  const old = `INSERT INTO consents (service_id, key, choice, question, decided_at) VALUES ('system-tools', ?, 'always', '{}', 1)`
  for (const key of ['k', 'l']) db.prepare(old).run(key)
  toNext(db, 6)
  expect(db.prepare('SELECT * FROM lasting_answers').all()).toEqual([])
  const insert = `INSERT INTO lasting_answers (service_id, choice, key, question, decided_at) VALUES ('system-tools', ?, 'k', '{}', 1)`
  for (const choice of ['always', 'always-whatever-it-loads', 'never']) db.prepare(insert).run(choice)
  expect(db.prepare('SELECT id FROM lasting_answers').pluck().all()).toEqual([3, 4, 5])
  expect(() => db.prepare(insert).run('never')).toThrow('UNIQUE')
  expect(() => db.prepare(insert).run('once')).toThrow('CHECK')
})

test('migrating twice changes nothing', () => {
  const db = databaseAt(6)
  const before = db.prepare('SELECT * FROM schema_migrations').all()
  toNext(db, 6)
  expect(db.prepare('SELECT * FROM schema_migrations').all()).toEqual(before)
})
