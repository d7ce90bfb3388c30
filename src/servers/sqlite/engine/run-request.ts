import type Database from 'better-sqlite3'
import type { QueryAnswer, QueryRequest, RowLimits, Rows } from '../query-messages'
import { EXPLAIN_ELSEWHERE } from '../refusals'
import { bindable, readRows, toInteger, type AnyStatement } from './cells'
import type { Connections } from './connections'
import { describeTable, listTables } from './schema'
import { StatementError, TemporaryObjectError } from './statement-error'

type Request<Kind extends QueryRequest['kind']> = Extract<QueryRequest, { kind: Kind }>

/** A step of a plan repeats names, however long. In characters. */
const MAX_DETAIL = 1_000

/**
 * Answers one request. The statement was admitted by its first word (`statement.ts`); here SQLite itself says whether it
 * reads or writes, and compiles no more than one.
 * @throws StatementError, or SqliteError, or what better-sqlite3 says of a statement or its parameters
 */
export function runRequest(
  connections: Connections,
  request: QueryRequest,
): QueryAnswer<QueryRequest['kind']> {
  const { reader, writer } = connections
  if (request.kind === 'tables') return { tables: listTables(reader) }
  if (request.kind === 'describe') return describeTable(reader, request.table)
  if (request.kind === 'plan') return plan(reader, request)
  if (request.kind === 'read') return read(reader, request)
  if (!writer) throw new StatementError('This database may only be read: so it says in the settings.')
  return write(writer, request)
}

function read(db: Database.Database, { sql, params, limits }: Request<'read'>): QueryAnswer<'read'> {
  const statement = prepare(db, sql)
  if (!statement.readonly || !statement.reader) throw new StatementError(changing(sql))
  return readRows(statement, bindable(params, sql), limits)
}

/** SQLite counts the EXPLAIN of a changing statement as changing, although it runs nothing. */
const changing = (sql: string): string =>
  /^EXPLAIN\b/i.test(sql) ? EXPLAIN_ELSEWHERE : 'This statement changes the database: use write_query.'

/** In a transaction of its own: whatever ends it early, the file is as before. */
function write(db: Database.Database, { sql, params, limits }: Request<'write'>): QueryAnswer<'write'> {
  const statement = prepare(db, sql)
  // A schema statement may happen to change nothing, e.g. REINDEX of a database without an index. It gives no rows.
  if (statement.readonly && statement.reader)
    throw new StatementError('This statement changes nothing: use read_query.')
  const before = totalChanges(db)
  const run = db.transaction(() => {
    const rows = writtenRows(statement, bindable(params, sql), limits)
    if (hasTemporaryObject(db)) throw new TemporaryObjectError()
    return rows
  })
  const rows = run.immediate()
  // The count of the last statement is kept when a statement changes the schema.
  const changes = totalChanges(db) === before ? 0 : toInteger(single(db, 'SELECT changes()'))
  return { ...rows, changes, lastInsertRowid: toInteger(single(db, 'SELECT last_insert_rowid()')) }
}

function writtenRows(statement: AnyStatement, params: unknown[], limits: RowLimits): Rows {
  if (statement.reader) return readRows(statement, params, limits)
  statement.run(...params)
  return { columns: [], rows: [], truncated: false }
}

/** Asked of SQLite: a statement has more ways to say `temp` than its first words show. */
function hasTemporaryObject(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM temp.sqlite_schema LIMIT 1').get() !== undefined
}

function plan(db: Database.Database, { sql, params }: Request<'plan'>): QueryAnswer<'plan'> {
  const statement = prepare(db, `EXPLAIN QUERY PLAN ${sql}`)
  const steps = statement.all(...bindable(params, sql)) as QueryAnswer<'plan'>['steps']
  return {
    steps: steps.map(({ id, parent, detail }) => ({ id, parent, detail: detail.slice(0, MAX_DETAIL) })),
  }
}

const prepare = (db: Database.Database, sql: string): AnyStatement => db.prepare(sql)

const totalChanges = (db: Database.Database): bigint => single(db, 'SELECT total_changes()')

function single(db: Database.Database, sql: string): bigint {
  return db.prepare<[], bigint>(sql).pluck().safeIntegers(true).get() ?? 0n
}
