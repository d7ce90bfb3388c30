import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { refuseLinks } from './refuse-links'
import { StatementError } from './statement-error'
import type { DatabaseFile } from '../query-messages'

/** Two connections to one file, so that what only reads cannot change anything whatever it says. */
export interface Connections {
  reader: Database.Database
  /** Null where the person allows reading only. */
  writer: Database.Database | null
}

const MB = 1024 * 1024
/** How long another program's lock is waited for. */
const BUSY_MS = 5_000

/** Keeps the file of the last call open; another file, or one put in its place, is opened anew. */
export class OpenDatabase {
  #connections: Connections | null = null
  #identity = ''

  /** @throws StatementError when the file is not there, or not where it was; SqliteError when it cannot be used */
  open(file: DatabaseFile): Connections {
    refuseLinks(file)
    const identity = identityOf(file)
    if (this.#connections && this.#identity === identity) return this.#connections
    this.close()
    this.#connections = connect(file)
    // Once more: SQLite followed the path itself, and an own file may have been made just now.
    refuseLinks(file)
    this.#identity = identityOf(file)
    return this.#connections
  }

  close(): void {
    this.#connections?.reader.close()
    this.#connections?.writer?.close()
    this.#connections = null
    this.#identity = ''
  }
}

function identityOf(file: DatabaseFile): string {
  const stat = statSync(file.realPath, { throwIfNoEntry: false })
  if (!stat && file.access !== 'own') throw new StatementError(`The file ${file.path} is not there.`)
  return [file.realPath, file.access, file.maxMb, stat?.dev, stat?.ino].join(' ')
}

/** The writer comes first: only it can roll back what a killed process left half done. */
function connect(file: DatabaseFile): Connections {
  const writer = file.access === 'read' ? null : openWriter(file)
  try {
    const reader = new Database(file.realPath, { readonly: true, fileMustExist: true, timeout: BUSY_MS })
    restrict(reader)
    reader.pragma('query_only = ON')
    return { reader, writer }
  } catch (error) {
    writer?.close()
    throw error
  }
}

function openWriter({ realPath, access, maxMb }: DatabaseFile): Database.Database {
  const writer = new Database(realPath, { fileMustExist: access !== 'own', timeout: BUSY_MS })
  try {
    restrict(writer)
    if (access === 'own') {
      writer.pragma('journal_mode = WAL')
      writer.pragma('synchronous = FULL')
    }
    const pageSize = Number(writer.pragma('page_size', { simple: true }))
    writer.pragma(`max_page_count = ${Math.floor((maxMb * MB) / pageSize)}`)
    writer.pragma('schema_version')
    return writer
  } catch (error) {
    writer.close()
    throw error
  }
}

/**
 * What SQLite advises for statements and files that are not trusted (sqlite.org/security.html); better-sqlite3 opens
 * every connection in defensive mode and without extensions. What a statement sorts stays in memory, whose limit ends it.
 */
function restrict(db: Database.Database): void {
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('mmap_size = 0')
  db.pragma('temp_store = MEMORY')
}
