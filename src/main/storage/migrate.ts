import type { Clock } from '@shared/lib/clock'
import type { Migration, ReadableDatabase, WritableDatabase } from './database'

/** The highest migration recorded in the database; 0 for an empty one. */
export function schemaVersion(db: ReadableDatabase): number {
  const table = db
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE name = 'schema_migrations'`)
    .get()
  if (!table) return 0
  const row = db
    .prepare<[], { version: number | null }>('SELECT max(number) AS version FROM schema_migrations')
    .get()
  return row?.version ?? 0
}

/** The highest migration this program knows. */
export function knownVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? 0
}

/**
 * Applies what is missing, in order, each in its own transaction together with its record, so that a
 * crash in between leaves a whole number of migrations.
 * @param upTo stops after this number; tests use it to build older databases
 */
export function migrate(
  db: WritableDatabase,
  migrations: readonly Migration[],
  clock: Clock,
  upTo: number = knownVersion(migrations),
): void {
  assertNumbered(migrations)
  db.exec(`CREATE TABLE IF NOT EXISTS schema_migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`)
  const record = db.prepare('INSERT INTO schema_migrations (number, name, applied_at) VALUES (?, ?, ?)')
  const current = schemaVersion(db)
  for (const migration of migrations) {
    if (migration.number <= current || migration.number > upTo) continue
    db.transaction(() => {
      migration.up(db)
      record.run(migration.number, migration.name, Math.round(clock.epochMs()))
    }).immediate()
  }
}

/** A gap or a doubled number is a programmer's mistake that must not reach a person's data. */
function assertNumbered(migrations: readonly Migration[]): void {
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1)
      throw new Error(`Migration ${number} (${name}) stands where ${index + 1} belongs.`)
  })
}
