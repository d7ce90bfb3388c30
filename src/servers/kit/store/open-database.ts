import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Logger } from '@shared/domain/log'
import { errorText, OmniMindError } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Notice } from '../define-server'
import { isCorruption } from './database-problem'
import { migrate, refuseNewer, type Migration } from './migrate'
import { quarantine } from './quarantine'

export interface DatabaseSpec {
  dataDir: string
  /** File name inside `dataDir`. */
  file: string
  migrations: readonly Migration[]
  clock: Clock
  log: Logger
  /** Tells the person that the service began with an empty database. */
  notice: (notice: Notice) => void
}

/**
 * Opens a service's database at the newest schema. A damaged file is set aside, told to log and person, and
 * replaced by an empty one: a service that works beats one that restarts for ever.
 * @throws OmniMindError DATABASE_NEWER or DATA_DIR_UNWRITABLE
 */
export function openDatabase(spec: DatabaseSpec): Database.Database {
  checkWritable(spec.dataDir)
  const path = join(spec.dataDir, spec.file)
  try {
    return openAndMigrate(path, spec.migrations)
  } catch (error) {
    if (!isCorruption(error)) throw error
    const kept = quarantine(path, spec.clock.epochMs())
    spec.log.error(
      `The database ${spec.file} is damaged (${errorText(error)}). It was kept as ${kept}; ` +
        'the service started with an empty one. Restore a backup, or keep that file for a rescue.',
      { kept },
    )
    const db = openAndMigrate(path, spec.migrations)
    spec.notice(setAside(spec.file, kept))
    return db
  }
}

function setAside(file: string, kept: string): Notice {
  return {
    code: 'DATABASE_DAMAGED',
    message: `The database ${file} was damaged. It was kept as ${kept}; the service began with an empty one.`,
    nextStep: 'Stop the service and restore a backup, or keep that file for a rescue.',
  }
}

function openAndMigrate(path: string, migrations: readonly Migration[]): Database.Database {
  const db = new Database(path, { timeout: 5_000 })
  try {
    refuseNewer(db, migrations)
    db.pragma('journal_mode = WAL')
    // What a tool said is saved must survive a power cut.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    checkIntegrity(db)
    migrate(db, migrations)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** SQLite notices damage only where it reads; a quick check reads every page once. */
function checkIntegrity(db: Database.Database): void {
  const finding = db.pragma('quick_check(1)', { simple: true })
  if (finding !== 'ok') throw new Database.SqliteError(String(finding), 'SQLITE_CORRUPT')
}

function checkWritable(dataDir: string): void {
  try {
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new OmniMindError('DATA_DIR_UNWRITABLE', `The data directory ${dataDir} cannot be written.`, {
      nextStep: 'Give your user write permission on it, then start the service again.',
      cause: error,
    })
  }
}
