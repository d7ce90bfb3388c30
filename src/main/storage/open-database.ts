import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Problem } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import { ensureDataDirectory, unwritable } from './data-directory'
import type { Migration, OpenedDatabase, WritableDatabase } from './database'
import { knownVersion, migrate, schemaVersion } from './migrate'
import { quarantine } from './quarantine'
import { isCorruption, isDiskTrouble, isUnwritable } from './sqlite-errors'

/** Checking a file takes about 1.3 ms a megabyte, so only those that do not delay the start are checked. */
const CHECKED_UP_TO_BYTES = 64 * 2 ** 20
const BUSY_TIMEOUT_MS = 5_000
/** A write-ahead log that grew in a burst is cut back to this at the next checkpoint. */
const WAL_KEPT_BYTES = 4 * 2 ** 20

export interface DatabaseOptions {
  file: string
  migrations: readonly Migration[]
  /** FULL: a commit survives a power cut. NORMAL: the last ones may be lost in one, never the order. */
  synchronous: 'FULL' | 'NORMAL'
  /** Lets the file shrink bit by bit (`PRAGMA incremental_vacuum`); decided when the file is created. */
  shrinkable?: boolean
  clock: Clock
}

/**
 * Opens a database and brings it to this program's schema.
 *
 * 1. A file written by a newer OmniMind is opened read-only and stays byte for byte as it is.
 * 2. A damaged file is moved aside under a name with the time, and a fresh one is created.
 * 3. Everything else is migrated and ready to write when this returns.
 *
 * @throws OmniMindError DATA_DIR_UNWRITABLE when the place may not be written
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase {
  ensureDataDirectory(dirname(options.file))
  try {
    return openOrReplace(options)
  } catch (error) {
    if (isUnwritable(error) || isDiskTrouble(error)) throw unwritable(dirname(options.file), error)
    throw error
  }
}

function openOrReplace(options: DatabaseOptions): OpenedDatabase {
  try {
    return openNewer(options) ?? { mode: 'writable', db: openWritable(options), problem: null }
  } catch (error) {
    if (!isCorruption(error)) throw error
    const problem = quarantine(options.file, error, options.clock)
    return { mode: 'writable', db: openWritable(options), problem }
  }
}

/** Looks without touching: a connection that may write would already alter the file when it is closed. */
function openNewer({ file, migrations }: DatabaseOptions): OpenedDatabase | null {
  if (!existsSync(file) || statSync(file).size === 0) return null
  const db = new Sqlite(file, { readonly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    const found = schemaVersion(db)
    if (found > knownVersion(migrations))
      return { mode: 'newer', db, problem: newerProblem(file, found, knownVersion(migrations)) }
  } catch (error) {
    db.close()
    throw error
  }
  db.close()
  return null
}

function newerProblem(file: string, found: number, known: number): Problem {
  return {
    code: 'DATABASE_NEWER',
    message:
      `${basename(file)} was written by a newer OmniMind (schema ${found}, this one knows ${known}). ` +
      'It is open for reading only and nothing in it is changed.',
    nextStep: 'Start the newer OmniMind again, or use another data directory with --home DIR.',
  }
}

function openWritable(options: DatabaseOptions): WritableDatabase {
  const db = new Sqlite(options.file, { timeout: BUSY_TIMEOUT_MS }) as WritableDatabase
  try {
    prepareConnection(db, options)
    migrate(db, options.migrations, options.clock)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function prepareConnection(db: WritableDatabase, { file, synchronous, shrinkable }: DatabaseOptions): void {
  // Only heeded while the file is still empty, so it has to come first.
  if (shrinkable) db.pragma('auto_vacuum = INCREMENTAL')
  db.pragma('journal_mode = WAL')
  db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`)
  db.pragma(`synchronous = ${synchronous}`)
  db.pragma('foreign_keys = ON')
  if (statSync(file).size > CHECKED_UP_TO_BYTES) return
  const verdict = db.pragma('quick_check(1)', { simple: true })
  if (verdict !== 'ok') throw new Sqlite.SqliteError(String(verdict), 'SQLITE_CORRUPT')
}
