import Sqlite from 'better-sqlite3'

/** SQLite's extended result code of a thrown value, e.g. `SQLITE_FULL`; null when it is no SQLite error. */
export function sqliteCode(error: unknown): string | null {
  return error instanceof Sqlite.SqliteError ? error.code : null
}

/** The file is no database, or its pages contradict each other. */
export function isCorruption(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '')
}

/** The place may not be written: permissions, a read-only disk, or no such folder. */
export function isUnwritable(error: unknown): boolean {
  return /^SQLITE_(CANTOPEN|READONLY|PERM)/.test(sqliteCode(error) ?? '')
}

/** No room left on the disk, or the disk failed to write. */
export function isDiskTrouble(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR)/.test(sqliteCode(error) ?? '')
}
