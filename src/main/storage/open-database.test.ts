import {
  closeSync,
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { OmniMindError } from '@shared/errors'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { Migration, OpenedDatabase, WritableDatabase } from './database'
import { openDatabase } from './open-database'

const notes: Migration = {
  number: 1,
  name: 'notes',
  up: (db) => void db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'),
}
const colours: Migration = {
  number: 2,
  name: 'colours',
  up: (db) => void db.exec(`ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'none'`),
}
const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5))

function open(file: string, migrations: readonly Migration[] = [notes], shrinkable = false): OpenedDatabase {
  const opened = openDatabase({ file, migrations, synchronous: 'FULL', shrinkable, clock })
  onTestFinished(() => void opened.db.close())
  return opened
}

function openToWrite(file: string, migrations?: readonly Migration[]): WritableDatabase {
  const opened = open(file, migrations)
  if (opened.mode !== 'writable') throw new Error('expected a writable database')
  return opened.db
}

const fill = (db: WritableDatabase, count: number): void => {
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)')
  db.transaction(() => {
    for (let n = 0; n < count; n++) insert.run('x'.repeat(200))
  })()
}

test('a fresh database is in WAL mode, with foreign keys, full synchronisation and its migrations recorded', () => {
  const db = openToWrite(join(temporaryDirectory(), 'deep', 'a.db'))
  const pragma = (name: string): unknown => db.pragma(name, { simple: true })
  expect({
    journal: pragma('journal_mode'),
    keys: pragma('foreign_keys'),
    synchronous: pragma('synchronous'),
    busy: pragma('busy_timeout'),
    applied: db.prepare('SELECT * FROM schema_migrations').all(),
  }).toEqual({
    journal: 'wal',
    keys: 1,
    synchronous: 2,
    busy: 5_000,
    applied: [{ number: 1, name: 'notes', applied_at: clock.epochMs() }],
  })
})

test('an older database is brought up with its data', () => {
  const file = join(temporaryDirectory(), 'a.db')
  const old = openToWrite(file)
  fill(old, 1)
  old.close()
  const db = openToWrite(file, [notes, colours])
  expect(db.prepare('SELECT id, colour FROM notes').all()).toEqual([{ id: 1, colour: 'none' }])
})

test('a failing migration leaves the one before it and no trace of itself', () => {
  const file = join(temporaryDirectory(), 'a.db')
  const half: Migration = {
    number: 2,
    name: 'half',
    up(db) {
      db.exec('CREATE TABLE begun (id INTEGER)')
      db.exec('this is no SQL')
    },
  }
  expect(() => open(file, [notes, half])).toThrow(/syntax error/)
  const db = openToWrite(file)
  expect(db.prepare(`SELECT name FROM sqlite_schema WHERE name = 'begun'`).all()).toEqual([])
  expect(db.prepare('SELECT number FROM schema_migrations').pluck().all()).toEqual([1])
})

test('migrations with a gap are refused before anything is written', () => {
  const file = join(temporaryDirectory(), 'a.db')
  expect(() => open(file, [notes, { ...colours, number: 3 }])).toThrow(/stands where 2 belongs/)
})

test('a newer database opens read-only, byte for byte unchanged, and says so', () => {
  const file = join(temporaryDirectory(), 'a.db')
  const newer = openToWrite(file, [notes, colours])
  fill(newer, 3)
  newer.close()
  const before = readFileSync(file)

  const opened = openDatabase({ file, migrations: [notes], synchronous: 'FULL', clock })
  expect(opened.mode).toBe('newer')
  expect(opened.problem).toMatchObject({
    code: 'DATABASE_NEWER',
    message: expect.stringContaining('schema 2, this one knows 1'),
  })
  expect(opened.db.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(3)
  expect(() => opened.db.prepare(`INSERT INTO notes (text) VALUES ('no')`).run()).toThrow(/readonly/)
  opened.db.close()
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a file that is no database is moved aside with its companions and replaced', () => {
  const directory = temporaryDirectory()
  const file = join(directory, 'a.db')
  writeFileSync(file, 'Dear diary, '.repeat(1_000))
  writeFileSync(`${file}-wal`, 'old log')
  const opened = open(file)
  expect(opened).toMatchObject({ mode: 'writable', problem: { message: expect.stringContaining('damaged') } })
  const kept = 'a.db.broken-2026-01-02T03-04-05Z'
  expect(readdirSync(directory)).toEqual(expect.arrayContaining(['a.db', kept, `${kept}-wal`]))
  expect(readFileSync(join(directory, kept), 'utf8')).toContain('Dear diary')
})

test('a damaged page is found when opening', () => {
  const directory = temporaryDirectory()
  const file = join(directory, 'a.db')
  const db = openToWrite(file)
  fill(db, 2_000)
  db.close()
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(3 * 4_096, 0xa5), 0, undefined, 10 * 4_096)
  closeSync(descriptor)

  const opened = open(file)
  expect(opened.problem?.message).toContain('damaged')
  expect(opened.db.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(0)
  expect(readdirSync(directory).filter((name) => name.includes('.broken-')).length).toBeGreaterThan(0)
})

test('two broken files in the same second are both kept', () => {
  const directory = temporaryDirectory()
  const file = join(directory, 'a.db')
  for (const text of ['first ', 'second ']) {
    writeFileSync(file, text.repeat(1_000))
    open(file).db.close()
  }
  const kept = readdirSync(directory).filter((name) =>
    /broken-[^-]+-\d\d-\d\dT[^-]+-\d\d-\d\dZ(-2)?$/.test(name),
  )
  expect(kept).toHaveLength(2)
})

test('a directory that cannot be written says what to do', () => {
  const directory = temporaryDirectory()
  const locked = join(directory, 'locked')
  mkdirSync(locked)
  chmodSync(locked, 0o500)
  writeFileSync(join(directory, 'file'), '')
  asOrdinaryUser(() => {
    for (const place of [locked, join(locked, 'below'), join(directory, 'file', 'below')]) {
      const attempt = (): unknown =>
        openDatabase({ file: join(place, 'a.db'), migrations: [notes], synchronous: 'FULL', clock })
      expect(attempt).toThrow(
        expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE', nextStep: expect.stringContaining('--home') }),
      )
    }
  })
})

test('a database file that cannot be read or written is told as the same error', () => {
  const directory = temporaryDirectory()
  chmodSync(directory, 0o755)
  mkdirSync(join(directory, 'a.db'))
  openToWrite(join(directory, 'b.db')).close()
  chmodSync(join(directory, 'b.db'), 0o400)
  asOrdinaryUser(() => {
    for (const name of ['a.db', 'b.db']) expect(() => open(join(directory, name))).toThrow(OmniMindError)
  })
})

test('a shrinkable file gives its space back', () => {
  const file = join(temporaryDirectory(), 'a.db')
  const opened = open(file, [notes], true)
  if (opened.mode !== 'writable') throw new Error('expected a writable database')
  fill(opened.db, 5_000)
  opened.db.pragma('wal_checkpoint(TRUNCATE)')
  const before = statSync(file).size
  opened.db.exec('DELETE FROM notes')
  opened.db.pragma('incremental_vacuum')
  opened.db.pragma('wal_checkpoint(TRUNCATE)')
  expect(statSync(file).size).toBeLessThan(before / 10)
  expect(existsSync(file)).toBe(true)
})

/** Permissions bind everybody but root, and tests may run as root. */
function asOrdinaryUser(run: () => void): void {
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    run()
  } finally {
    if (root) process.seteuid?.(0)
  }
}
