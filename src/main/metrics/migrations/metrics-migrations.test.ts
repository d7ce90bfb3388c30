import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import { migrate, type WritableDatabase } from '../../storage/index'
import { metricsMigrations } from './index'

test('1 makes the tables from nothing, and they take no fractions', () => {
  const db = new Sqlite(':memory:') as WritableDatabase
  onTestFinished(() => void db.close())
  migrate(db, metricsMigrations, new VirtualClock(), 1)
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all()
  expect(tables).toEqual(['process', 'rolled', 'schema_migrations', 'series', 'spans', 'traffic'])
  db.exec(`INSERT INTO spans VALUES (1, 2)`)
  expect(() => db.exec(`INSERT INTO spans VALUES (3, 4.5)`)).toThrow(/INTEGER/)
})
