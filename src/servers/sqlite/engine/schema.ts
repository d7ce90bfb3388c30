import type Database from 'better-sqlite3'
import type { z } from 'zod'
import type { QueryAnswer, Table } from '../query-messages'
import { StatementError } from './statement-error'

/** SQLite has no bounds for names; longer ones are cut, since a list repeats them. In characters. */
const MAX_NAME = 200

/** A column of names in SQL, cut where SQLite reads it. */
const cut = (column: string): string =>
  `iif(length(${column}) > ${MAX_NAME}, substr(${column}, 1, ${MAX_NAME}) || '...', ${column})`

type TableRow = z.infer<typeof Table>

/** Tables, views and virtual tables, without SQLite's own and those a virtual table keeps its data in. */
export function listTables(db: Database.Database): TableRow[] {
  return db
    .prepare<[], TableRow>(
      `SELECT ${cut('name')} AS name, type FROM pragma_table_list
       WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all()
}

/** The name is a bound value throughout, never a part of a statement. @throws StatementError when there is none */
export function describeTable(db: Database.Database, name: string): QueryAnswer<'describe'> {
  const table = findTable(db, name)
  return {
    table,
    columns: columnsOf(db, table.name),
    indexes: indexesOf(db, table.name),
    foreignKeys: foreignKeysOf(db, table.name),
    sql: sqlOf(db, table.name),
  }
}

function findTable(db: Database.Database, name: string): TableRow {
  const found = db
    .prepare<[string], TableRow>(
      `SELECT name, replace(type, 'shadow', 'table') AS type FROM pragma_table_list
       WHERE schema = 'main' AND name = ? COLLATE NOCASE`,
    )
    .get(name)
  if (found) return found
  const names = listTables(db).map((table) => JSON.stringify(table.name))
  const known = names.length > 0 ? `There are: ${names.slice(0, 50).join(', ')}.` : 'The database is empty.'
  throw new StatementError(`There is no table or view ${JSON.stringify(name)}. ${known}`)
}

interface ColumnRow {
  cid: number
  name: string
  type: string
  notnull: number
  dflt_value: string | null
  pk: number
  hidden: number
}

/** `hidden` is 1 for what a virtual table hides, 2 and 3 for generated columns. */
function columnsOf(db: Database.Database, name: string): QueryAnswer<'describe'>['columns'] {
  return db
    .prepare<[string], ColumnRow>(
      `SELECT cid, ${cut('name')} AS name, type, "notnull", dflt_value, pk, hidden
       FROM pragma_table_xinfo(?) WHERE hidden <> 1`,
    )
    .all(name)
    .map(({ hidden, notnull, ...column }) => ({ ...column, notnull: notnull === 1, generated: hidden > 1 }))
}

function indexesOf(db: Database.Database, name: string): QueryAnswer<'describe'>['indexes'] {
  const columns = db
    .prepare<[string], string>(
      `SELECT coalesce(${cut('name')}, '(expression)') FROM pragma_index_info(?) ORDER BY seqno`,
    )
    .pluck()
  return db
    .prepare<[string], { name: string; shown: string; unique: number }>(
      `SELECT name, ${cut('name')} AS shown, "unique" FROM pragma_index_list(?)`,
    )
    .all(name)
    .map((index) => ({ name: index.shown, unique: index.unique === 1, columns: columns.all(index.name) }))
}

interface ForeignKeyRow {
  id: number
  table: string
  from: string
  to: string | null
}

/** One row a column; `to` is null where the other table's primary key is meant. */
function foreignKeysOf(db: Database.Database, name: string): QueryAnswer<'describe'>['foreignKeys'] {
  const keys = new Map<number, { columns: string[]; table: string; references: string[] }>()
  const rows = db.prepare<[string], ForeignKeyRow>(
    `SELECT id, ${cut('"table"')} AS "table", ${cut('"from"')} AS "from", ${cut('"to"')} AS "to"
     FROM pragma_foreign_key_list(?) ORDER BY id, seq`,
  )
  for (const { id, table, from, to } of rows.all(name)) {
    const key = keys.get(id) ?? { columns: [], table, references: [] }
    key.columns.push(from)
    if (to !== null) key.references.push(to)
    keys.set(id, key)
  }
  return [...keys.values()]
}

/** A trigger may have the name of a table, its own or another's. */
function sqlOf(db: Database.Database, name: string): string | null {
  const sql = db
    .prepare<[string], string | null>(
      "SELECT sql FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')",
    )
    .pluck()
  return sql.get(name) ?? null
}
