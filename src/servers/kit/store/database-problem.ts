import { OmniMindError } from '@shared/errors'

const unwritable: Record<string, string> = {
  SQLITE_CANTOPEN: 'cannot be opened',
  SQLITE_READONLY: 'may not be written',
  SQLITE_PERM: 'may not be accessed',
  SQLITE_FULL: 'cannot grow because the disk is full',
  SQLITE_IOERR: 'cannot be read or written because the disk reports an error',
}

/** SQLite's error code without its detail: SQLITE_IOERR of SQLITE_IOERR_WRITE; null for other errors. */
export function sqliteCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return null
  return code.split('_').slice(0, 2).join('_')
}

/** True when the file itself is broken, so that no statement on it can be trusted. */
export function isCorruption(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB'
}

/** Explains a database error that only a person can mend; null for every other error. */
export function databaseProblem(error: unknown): OmniMindError | null {
  const code = sqliteCode(error)
  if (isCorruption(error))
    return new OmniMindError('INTERNAL', 'The database of this service is damaged.', {
      nextStep: 'Restart the service: it sets the damaged file aside and says where.',
      cause: error,
    })
  const what = code && unwritable[code]
  if (!what) return null
  return new OmniMindError('DATA_DIR_UNWRITABLE', `The database of this service ${what}.`, {
    nextStep: 'Check free space and permissions of the data directory, then start the service again.',
    cause: error,
  })
}
