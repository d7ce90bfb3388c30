import Sqlite from 'better-sqlite3'
import { systemClock } from '@shared/lib/clock'
import { createConsents, type Consents } from '../../src/main/consent'
import { controlMigrations, migrate } from '../../src/main/storage'
import type { WritableDatabase } from '../../src/main/storage/database'
import { memoryLogger } from './memory-logger'

/** The real thing on a database in memory. */
export function memoryConsents(): Consents {
  const db = new Sqlite(':memory:') as WritableDatabase
  migrate(db, controlMigrations, systemClock)
  return createConsents({
    db: { mode: 'writable', db, problem: null },
    clock: systemClock,
    log: memoryLogger(),
    audit: memoryLogger(),
    redact: (text) => text,
  })
}
