import Database from 'better-sqlite3'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstanceClaim } from './host'
import { readRunningInstance } from './running-instance'

/**
 * Takes the data directory for this process alone.
 *
 * The truth is a lock of the operating system, held through SQLite on an empty database (Node itself offers no
 * file locks): the kernel releases it however the process ends, so a stale lock cannot exist and a pid that was
 * used again cannot mislead. `instance.json` beside it only tells others where to find the owner.
 *
 * @param home the data directory; must exist and be writable
 */
export function claimDataDirectory(home: string): InstanceClaim {
  const lock = lockFile(join(home, 'instance.lock'))
  const announcement = join(home, 'instance.json')
  if (!lock) return { kind: 'taken', by: readRunningInstance(home) }
  rmSync(announcement, { force: true })
  return {
    kind: 'owner',
    announce: (instance) => writeWhole(announcement, JSON.stringify(instance)),
    release: () => {
      rmSync(announcement, { force: true })
      lock.close()
    },
  }
}

/** @returns the connection that holds the lock until it is closed, or null when another process holds it */
function lockFile(file: string): Database.Database | null {
  try {
    return tryLock(file)
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_NOTADB') throw error
    // Something else wrote into it. The file holds no data, so a fresh one is as good.
    rmSync(file, { force: true })
    return tryLock(file)
  }
}

function tryLock(file: string): Database.Database | null {
  const connection = new Database(file, { timeout: 0 })
  try {
    connection.pragma('locking_mode = EXCLUSIVE')
    connection.exec('BEGIN EXCLUSIVE')
    return connection
  } catch (error) {
    connection.close()
    if (codeOf(error).startsWith('SQLITE_BUSY')) return null
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Readers see the old text or the new one, never half of it. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}
