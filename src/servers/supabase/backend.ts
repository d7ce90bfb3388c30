import type { Filter, Order } from './query'
import type { Catalogue, Table } from './table'

export type Row = Record<string, unknown>

export interface SelectQuery {
  table: Table
  /** Empty: all. */
  columns: readonly string[]
  filters: readonly Filter[]
  order: readonly Order[]
  limit: number
  offset: number
  /** Whether to count all rows that pass. */
  count: boolean
}

export interface InsertOrder {
  table: Table
  /** All of the same columns. */
  rows: readonly Row[]
  /** Null: a row that exists already is an error. */
  onConflict: { columns: readonly string[]; ignore: boolean } | null
}

/**
 * Tables of a database, wherever it is. Names were checked against the catalogue by the caller, and are quoted and encoded
 * again here. Every method throws `ToolError` for what a client or person can mend.
 */
export interface Backend {
  /** How answers name it, e.g. "the embedded database". */
  readonly title: string
  /** Null when the database does not tell what it holds. */
  catalogue(signal: AbortSignal): Promise<Catalogue | null>
  /** `isCut`: rows were left out because all together were too long. */
  select(
    query: SelectQuery,
    signal: AbortSignal,
  ): Promise<{ rows: Row[]; total: number | null; isCut: boolean }>
  /** @returns the rows as they are now */
  insert(order: InsertOrder, signal: AbortSignal): Promise<Row[]>
  /** @returns how many rows were changed */
  update(table: Table, values: Row, filters: readonly Filter[], signal: AbortSignal): Promise<number>
  /** @returns how many rows were deleted */
  remove(table: Table, filters: readonly Filter[], signal: AbortSignal): Promise<number>
  /** @param readOnly the function must not change anything; the database sees to it */
  callFunction(name: string, args: Row, readOnly: boolean, signal: AbortSignal): Promise<unknown>
  /** Null where files are not kept. */
  readonly files: FileStore | null
  /** Null where tables are made elsewhere. */
  readonly schema: SchemaEditor | null
  close(): void
}

export interface StoredFile {
  /** Path inside the bucket; a folder ends with "/". */
  path: string
  bytes: number | null
  contentType: string | null
  /** ISO time. */
  updatedAt: string | null
}

/** Paths and bucket names were checked: no "..", no character that has a meaning in an address. */
export interface FileStore {
  buckets(signal: AbortSignal): Promise<{ name: string; isPublic: boolean }[]>
  list(
    query: { bucket: string; folder: string; limit: number; offset: number },
    signal: AbortSignal,
  ): Promise<StoredFile[]>
  upload(
    file: { bucket: string; path: string; bytes: Uint8Array; contentType: string; overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void>
  download(
    file: { bucket: string; path: string; maxBytes: number },
    signal: AbortSignal,
  ): Promise<{ bytes: Uint8Array; contentType: string }>
}

export interface NewColumn {
  name: string
  /** One of `columnTypes`. */
  type: string
  nullable: boolean
  primaryKey: boolean
  unique: boolean
  default: 'now' | 'random_uuid' | 'next_number' | null
  references: { table: string; column: string } | null
}

export interface SchemaEditor {
  createTable(name: string, columns: readonly NewColumn[], signal: AbortSignal): Promise<void>
}
