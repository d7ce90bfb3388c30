import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createWriteGuard } from './write-guard'

test('a full disk is told once, counted, and its end is told', () => {
  const db = new Sqlite(':memory:')
  onTestFinished(() => void db.close())
  db.exec('CREATE TABLE t (b BLOB)')
  const log = memoryLogger()
  const guard = createWriteGuard('Metrics', log)
  const write = (): boolean =>
    guard.run(() => void db.prepare('INSERT INTO t VALUES (?)').run(Buffer.alloc(100_000)))

  db.pragma('max_page_count = 10')
  expect([write(), write(), write()]).toEqual([false, false, false])
  expect(guard.problem).toMatchObject({ message: expect.stringContaining('disk is full') })
  db.pragma('max_page_count = 10000')
  expect(write()).toBe(true)

  expect({ lost: guard.lost, problem: guard.problem }).toEqual({ lost: 3, problem: null })
  expect(log.lines.map((line) => line.level)).toEqual(['error', 'info'])
})
