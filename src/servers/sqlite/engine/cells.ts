import type Database from 'better-sqlite3'
import type { Cell, Parameter, Parameters, RowLimits, Rows } from '../query-messages'
import { numberedParameters } from './numbered-parameters'
import { StatementError } from './statement-error'

type SqlValue = null | number | bigint | string | Buffer

/** A statement as better-sqlite3 gives it, with whatever parameters. */
export type AnyStatement = Database.Statement

/**
 * Parameters as `all`, `run` and `iterate` take them; names may have SQLite's sign before them.
 * @param sql a statement that compiled
 * @throws StatementError when a list is given for names, or is shorter or longer than the numbers of the statement say
 */
export function bindable(params: Parameters | undefined, sql: string): unknown[] {
  if (params === undefined) return []
  if (Array.isArray(params)) return listed(params.map(toSql), sql)
  return [
    Object.fromEntries(
      Object.entries(params).map(([key, value]) => [key.replace(/^[:@$?]/, ''), toSql(value)]),
    ),
  ]
}

/** A list goes by SQLite's numbers; better-sqlite3 takes those that are written (`?1`) by name only. */
function listed(values: readonly SqlValue[], sql: string): unknown[] {
  const numbered = numberedParameters(sql)
  if (!numbered) return [...values]
  const { names, count } = numbered
  if (values.length !== count)
    throw new StatementError(`The parameters go up to ?${count}, and "params" has ${values.length} values.`)
  const named = [...names].map(([number, name]) => [name, values[number - 1]])
  return [...values.filter((_value, at) => !names.has(at + 1)), Object.fromEntries(named)]
}

/** JSON has one kind of number; SQLite tells INTEGER from REAL, and better-sqlite3 binds a number as REAL. */
function toSql(value: Parameter): SqlValue {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (value === null || typeof value === 'string') return value
  return 'integer' in value ? BigInt(value.integer) : Buffer.from(value.base64, 'base64')
}

/**
 * The rows of a statement up to the limits. Only what fits is read, so an endless answer costs no more.
 * @throws StatementError when not even the first row fits
 */
export function readRows(statement: AnyStatement, params: unknown[], limits: RowLimits): Rows {
  const columns = statement.columns().map(({ name }) => name)
  const rows: Cell[][] = []
  // A name stands above the rows, and again in the line of each.
  const names = JSON.stringify(columns).length
  if (names > limits.bytes) throw hugeRow(limits)
  let bytes = names
  for (const values of statement
    .raw(true)
    .safeIntegers(true)
    .iterate(...params)) {
    if (rows.length === limits.rows) return { columns, rows, truncated: true }
    refuseHuge(values as SqlValue[], limits)
    const row = (values as SqlValue[]).map(toCell)
    bytes += names + JSON.stringify(row).length
    if (bytes > limits.bytes && rows.length === 0) throw hugeRow(limits)
    if (bytes > limits.bytes) return { columns, rows, truncated: true }
    rows.push(row)
  }
  return { columns, rows, truncated: false }
}

/** Before it is copied into JSON. */
function refuseHuge(values: readonly SqlValue[], limits: RowLimits): void {
  const size = values.reduce<number>((sum, value) => sum + sizeOf(value), 0)
  if (size > limits.bytes) throw hugeRow(limits)
}

const sizeOf = (value: SqlValue): number =>
  typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 0

function hugeRow({ bytes }: RowLimits): StatementError {
  const text = `One row alone, with the names of its columns, is larger than an answer may be (${Math.floor(bytes / 1024)} KB). `
  return new StatementError(
    `${text}Select fewer columns, shorter names (AS), or a part of a value with substr().`,
  )
}

function toCell(value: SqlValue): Cell {
  if (typeof value === 'bigint') return toInteger(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (Buffer.isBuffer(value)) return { base64: value.toString('base64'), bytes: value.length }
  return value
}

/** As a number where that is exact, otherwise as text. */
export function toInteger(value: number | bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}
