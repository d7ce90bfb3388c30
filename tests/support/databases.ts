import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  controlMigrations,
  openDatabase,
  type Migration,
  type OpenedDatabase,
  type WritableDatabase,
} from '../../src/main/storage/index'
import type { Clock } from '../../src/shared/lib/clock'
import { temporaryDirectory } from './temporary-directory'

/** Opens a database as the app does and closes it after the test. */
export function openForTest(
  clock: Clock,
  file: string = join(temporaryDirectory(), 'control.db'),
  migrations: readonly Migration[] = controlMigrations,
): OpenedDatabase {
  const opened = openDatabase({ file, migrations, synchronous: 'NORMAL', clock })
  onTestFinished(() => void opened.db.close())
  return opened
}

/** The same, when the test needs to write by itself. */
export function writableForTest(clock: Clock, file?: string): WritableDatabase {
  const opened = openForTest(clock, file)
  if (opened.mode !== 'writable') throw new Error('The test database is newer than the program.')
  return opened.db
}

/** A further migration that only a later release would know. */
export const futureMigration = (number: number): Migration => ({
  number,
  name: 'future',
  up: (db) => void db.exec('CREATE TABLE of_the_future (id INTEGER)'),
})
