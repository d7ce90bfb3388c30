import Sqlite from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { createConsents, type Consents } from '../../src/main/consent'
import { controlMigrations } from '../../src/main/storage'
import type { WritableDatabase } from '../../src/main/storage/database'
import { migrate } from '../../src/main/storage/migrate'
import { memoryLogger, type MemoryLogger } from './memory-logger'
import { VirtualClock } from './virtual-clock'

/** No service offers both kinds of "always"; in tests each must hold by itself. */
export const everyWay = (key: string) => ({ always: key, 'always-whatever-it-loads': key, never: key })

export const question = {
  title: 'Run a program',
  details: [{ label: 'Argument 1', value: 'push --token s3cret' }],
  client: 'claude 1.0',
  lasting: everyWay('["git","push"]'),
}

/** Consents over a migrated database in memory, until the test ends. */
export interface ConsentWorld {
  clock: VirtualClock
  log: MemoryLogger
  db: WritableDatabase
  consents: Consents
  /** As after a restart: others over the same database. */
  open: (redact?: (text: string) => string) => Consents
}

export function consentWorld(): ConsentWorld {
  const clock = new VirtualClock()
  const log = memoryLogger()
  const db = new Sqlite(':memory:') as WritableDatabase
  onTestFinished(() => void db.close())
  migrate(db, controlMigrations, clock)
  const open: ConsentWorld['open'] = (redact = (text) => text.replaceAll('s3cret', '***')) =>
    createConsents({ db: { mode: 'writable', db, problem: null }, clock, log, audit: log, redact })
  return { clock, log, db, consents: open(), open }
}
