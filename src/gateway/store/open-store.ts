import { existsSync, renameSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { migrations } from './migrations'

export type StoreDatabase = Sqlite.Database

export interface OpenedStore {
  /** null: the gateway goes on without. */
  db: StoreDatabase | null
  /** What happened, for the log. */
  problem: string | null
}

/**
 * Opens the gateway's own database and brings it to this program's schema. It holds nothing that cannot be
 * learned again, so nothing here ever keeps the gateway from working: a damaged file is kept aside and a fresh
 * one made; one of a newer OmniMind, or a place that cannot be written, is left alone.
 *
 * @param epochMs names the file that a damaged one is kept as
 */
export function openStore(file: string, epochMs: number): OpenedStore {
  try {
    return { db: open(file), problem: null }
  } catch (error) {
    if (!isDamage(error)) return { db: null, problem: `gateway.db is not used: ${textOf(error)}` }
    return replace(file, epochMs)
  }
}

/** True when SQLite says that the file is no database, or contradicts itself. */
export function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}

function replace(file: string, epochMs: number): OpenedStore {
  try {
    const kept = `${file}.broken-${new Date(epochMs).toISOString().replaceAll(/[-:.]/g, '')}`
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(file + suffix)) renameSync(file + suffix, kept + suffix)
    const problem = `gateway.db was damaged; it is kept as ${kept} and a fresh one was started.`
    return { db: open(file), problem }
  } catch (error) {
    return { db: null, problem: `gateway.db is damaged and cannot be replaced: ${textOf(error)}` }
  }
}

function open(file: string): StoreDatabase {
  const db = new Sqlite(file, { timeout: 1_000 })
  try {
    // Little memory: rows are found by their key and read once.
    db.pragma('cache_size = -512')
    db.pragma('journal_mode = WAL')
    db.pragma('journal_size_limit = 1048576')
    db.pragma('synchronous = NORMAL')
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function migrate(db: StoreDatabase): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length)
    throw new Error(
      `it was written by a newer OmniMind (schema ${version}, this one knows ${migrations.length})`,
    )
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
