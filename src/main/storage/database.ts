import type Sqlite from 'better-sqlite3'
import type { Problem } from '@shared/errors'

/** A connection for reading. The brand below keeps it out of functions that write. */
export type ReadableDatabase = Pick<
  Sqlite.Database,
  'prepare' | 'pragma' | 'close' | 'name' | 'open' | 'aggregate' | 'function'
>

declare const writable: unique symbol

/** A connection that may also write; only `openDatabase` makes one. */
export type WritableDatabase = Sqlite.Database & { readonly [writable]: true }

/**
 * What opening a database gave.
 * `writable`: migrated and ready; `problem` tells when a broken file had to be moved aside for it.
 * `newer`: written by a newer OmniMind; it is open read-only and nothing in it was changed.
 */
export type OpenedDatabase =
  | { mode: 'writable'; db: WritableDatabase; problem: Problem | null }
  | { mode: 'newer'; db: ReadableDatabase; problem: Problem }

/** One numbered step of a schema. Once released it is never edited; the next change is a new file. */
export interface Migration {
  /** Grows by one from file to file, starting at 1. */
  number: number
  /** The purpose, as in the file name. */
  name: string
  /** Runs inside a transaction of its own. */
  up(db: WritableDatabase): void
}
