import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AnswerTable, type StoredAnswer } from './answer-table'
import { GatewayStore } from './gateway-store'
import { openStore, type StoreDatabase } from './open-store'

let directory: string
const opened: StoreDatabase[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'omni-store-'))
})
afterEach(() => {
  for (const db of opened.splice(0)) db.close()
  rmSync(directory, { recursive: true })
})

const answer = (key: string, serviceId: string, more: Partial<StoredAnswer> = {}): StoredAnswer => ({
  key,
  serviceId,
  resultText: 'x'.repeat(1_000),
  storedAt: 0,
  expiresAt: 1_000,
  ...more,
})
const open = (): StoreDatabase => {
  const { db, problem } = openStore(join(directory, 'gateway.db'), 0)
  if (!db) throw new Error(problem ?? '')
  opened.push(db)
  return db
}

test('the kept sums are those of the table, whatever was done to it', () => {
  const db = open()
  const table = new AnswerTable(db, 0)
  const right = () => {
    const sums = db.prepare('SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM answers').get()
    expect({ entries: table.entries, bytes: table.bytes }).toEqual(sums)
    return table.entries
  }
  const all = Array.from({ length: 90 }, (_, n) => answer(`k${n}`, `s${n % 3}`, { expiresAt: 100 + n }))
  table.putAll(all, 1e9)
  table.putAll([answer('k1', 's1', { resultText: 'short' })], 1e9)
  expect(right()).toBe(90)
  table.expire(110)
  expect(right()).toBe(80)
  table.clear('s2')
  const left = right()
  table.putAll([answer('new', 's0')], 20_000)
  expect(right()).toBeLessThan(left)
  expect(table.bytes).toBeLessThanOrEqual(20_000)
  expect(new AnswerTable(db, 110).bytes).toBe(table.bytes)
  table.expire(-1)
  expect(right()).toBe(0)
})

test('no result is read to count, or to find what is over', () => {
  const db = open()
  const planOf = (sql: string): string =>
    db
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail)
      .join()
  expect(planOf('SELECT service_id, count(*), sum(bytes) FROM answers GROUP BY service_id')).toContain(
    'COVERING INDEX',
  )
  expect(planOf('DELETE FROM answers WHERE stored_at > 5')).toContain('INDEX')
})

test('no more than 8 MB wait to be written', () => {
  const store = new GatewayStore({ directory, clock: { epochMs: () => 0 }, onProblem: () => {} })
  store.maxAnswerBytes = 1e9
  const resultText = 'x'.repeat(1024 * 1024)
  for (let n = 0; n < 20; n++) store.keepAnswer(answer(`k${n}`, 's', { resultText }))
  for (let n = 0; n < 8; n++) store.keepAnswer(answer('k0', 's', { resultText }))
  for (let n = 0; n < 4; n++) store.flush()
  expect(store.diskEntries).toBe(8)
  store.keepAnswer(answer('later', 's', { resultText }))
  store.flush()
  expect(store.diskEntries).toBe(9)
  store.close()
})
