import type Database from 'better-sqlite3'
import { OmniMindError } from '@shared/errors'

/** One step of a schema's history. Once released it is never edited; new steps are appended. */
export interface Migration {
  /** 1, 2, 3 ... without gaps. */
  version: number
  name: string
  up(db: Database.Database): void
}

/** @throws OmniMindError DATABASE_NEWER when a newer OmniMind wrote the file; reads only */
export function refuseNewer(db: Database.Database, migrations: readonly Migration[]): void {
  const current = schemaVersion(db)
  if (current > migrations.length) throw newerDatabase(db.name, current, migrations.length)
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own; the number of the last step
 * is kept in SQLite's `user_version`.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[]): void {
  for (const migration of migrations.slice(schemaVersion(db))) {
    db.transaction(() => {
      migration.up(db)
      db.pragma(`user_version = ${migration.version}`)
    }).exclusive()
  }
}

function schemaVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

function newerDatabase(path: string, current: number, newest: number): OmniMindError {
  const text =
    `${path} was written by a newer OmniMind (schema ${current}; this version knows ${newest}). ` +
    'Nothing was changed.'
  return new OmniMindError('DATABASE_NEWER', text, {
    nextStep: 'Update OmniMind, then start the service again.',
  })
}
