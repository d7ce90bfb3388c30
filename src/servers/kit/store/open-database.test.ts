import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import { systemClock } from '@shared/lib/clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Notice } from '../define-server'
import type { Migration } from './migrate'
import { openDatabase } from './open-database'

const clock: Clock = { ...systemClock, epochMs: () => Date.UTC(2026, 10, 21, 3, 14, 15) }
const errors: string[] = []
const notices: Notice[] = []
const log: Logger = { debug() {}, info() {}, warn() {}, error: (text) => void errors.push(text) }

const first: Migration = { version: 1, name: 'a', up: (db) => db.exec('CREATE TABLE a (x)') }
const second: Migration = { version: 2, name: 'b', up: (db) => db.exec('CREATE TABLE b (x)') }

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'omni-db-'))
  errors.length = 0
  notices.length = 0
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const open = (migrations: readonly Migration[]) =>
  openDatabase({ dataDir, file: 'a.db', migrations, clock, log, notice: (notice) => notices.push(notice) })

test('makes a database durable and checked', () => {
  const db = open([first])
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.pragma('synchronous', { simple: true })).toBe(2)
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(db.pragma('busy_timeout', { simple: true })).toBe(5_000)
  db.close()
})

test('runs each migration once, later ones on what is there', () => {
  open([first]).close()
  const db = open([first, second])
  expect(db.pragma('user_version', { simple: true })).toBe(2)
  db.prepare('INSERT INTO b VALUES (1)').run()
  db.close()
})

test('a migration that fails changes nothing', () => {
  open([first]).close()
  const broken: Migration = {
    ...second,
    up(db) {
      db.exec('CREATE TABLE half (x)')
      throw new Error('no')
    },
  }
  expect(() => open([first, broken])).toThrow('no')
  const db = open([first])
  expect(db.prepare(`SELECT name FROM sqlite_schema`).pluck().all()).toEqual(['a'])
  expect(db.pragma('user_version', { simple: true })).toBe(1)
  db.close()
})

test('a newer database is refused and not set aside', () => {
  open([first, second]).close()
  expect(() => open([first])).toThrow(/schema 2; this version knows 1\). Nothing was changed/)
  expect(readdirSync(dataDir)).toEqual(['a.db'])
})

test('damaged files are kept under names of their own', () => {
  for (let n = 0; n < 2; n++) {
    rmSync(join(dataDir, 'a.db'), { force: true })
    writeFileSync(join(dataDir, 'a.db'), 'x'.repeat(5_000))
    open([first]).close()
  }
  const kept = join(dataDir, 'a.db.corrupt-20261121T031415Z')
  expect(existsSync(kept)).toBe(true)
  expect(existsSync(`${kept}-2`)).toBe(true)
  expect(errors).toEqual([expect.stringContaining(kept), expect.stringContaining(`${kept}-2`)])
  expect(notices).toMatchObject([
    { code: 'DATABASE_DAMAGED', message: expect.stringContaining(kept) },
    { code: 'DATABASE_DAMAGED', message: expect.stringContaining(`${kept}-2`) },
  ])
})
