import type Database from 'better-sqlite3'
import { sqliteCode } from '../../kit/store/database-problem'
import { errorText } from '@shared/errors'
import { listTables } from './schema'
import { StatementError } from './statement-error'

/** What SQLite's codes mean for somebody who writes statements; others keep SQLite's own text. */
const meanings: Record<string, string> = {
  SQLITE_BUSY: 'Another program is writing this database. Try again.',
  SQLITE_LOCKED: 'Another program is writing this database. Try again.',
  SQLITE_READONLY:
    'The file may not be written. Its owner must change its permissions, or those of its folder.',
  SQLITE_CANTOPEN: 'The file cannot be opened. Its owner must check that it is there and may be read.',
  SQLITE_NOTADB: 'The file is no SQLite database, or an encrypted one.',
  SQLITE_CORRUPT: 'The database file is damaged. Restore it from a backup, or rescue what can be read.',
  SQLITE_FULL:
    'The database reached the largest size its settings allow, or the disk is full. Nothing was changed.',
  SQLITE_TOOBIG: 'A value would be larger than SQLite allows here (512 MB).',
  SQLITE_NOMEM: 'There is not enough memory for this statement.',
}

/** SQLite repeats the names of a statement, however long. In characters. */
const MAX_TEXT = 2_000

/** The failure of a statement as a text that says what to do next. */
export function explainError(error: unknown, reader: Database.Database | null): Error {
  const text = errorText(error).slice(0, MAX_TEXT)
  if (error instanceof StatementError) return error
  const meaning = meanings[sqliteCode(error) ?? '']
  if (meaning) return new StatementError(`${meaning} (${text})`)
  if (/more than one statement/.test(text))
    return new StatementError('More than one statement. Send each in a call of its own.')
  if (/no such table/.test(text) && reader) return new StatementError(`${text}. ${knownTables(reader)}`)
  return new StatementError(text)
}

function knownTables(reader: Database.Database): string {
  const names = listTables(reader).map(({ name }) => name)
  if (names.length === 0) return 'The database has no tables yet: see create_table.'
  return `There are: ${names.slice(0, 50).join(', ')}${names.length > 50 ? ' ...' : '.'}`
}
