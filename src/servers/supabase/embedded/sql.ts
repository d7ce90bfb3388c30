import { ToolError } from '../../kit/define-tool'
import type { InsertOrder, NewColumn, Row, SelectQuery } from '../backend'
import { filterValue } from '../filter-value'
import { argumentText } from '../function-argument'
import { MAX_RESULT_BYTES } from '../limits'
import { nameProblem, type Filter, type Operator, type Order } from '../query'
import { typeOf, type Table } from '../table'
import type { Statements } from './messages'

type Statement = Statements[number]

/** A name as SQL; quotes in it are doubled (PostgreSQL, 4.1.1 "Identifiers"). @throws ToolError when it would be read as another */
export function quoted(name: string): string {
  const problem = nameProblem(name)
  if (problem) throw new ToolError(problem)
  return `"${name.replaceAll('"', '""')}"`
}

const tableName = (name: string): string => `public.${quoted(name)}`
const list = (names: readonly string[]): string => names.map(quoted).join(', ')

const symbols: Record<Exclude<Operator, 'in' | 'is'>, string> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'LIKE',
  ilike: 'ILIKE',
  contains: '@>',
  contained_by: '<@',
  overlaps: '&&',
}

/**
 * Rows as one JSON text `{rows, found}`, where `found` rows were read and `rows` are as many as fit the largest result;
 * then, when it was asked for, the number of all rows that pass.
 */
export function selectSql(query: SelectQuery): Statement[] {
  const params: string[] = []
  const columns = query.columns.length === 0 ? '*' : list(query.columns)
  const from = `FROM ${tableName(query.table.name)}${where(query.table, query.filters, params)}`
  const page = `SELECT ${columns} ${from}${orderBy(query.order)} LIMIT ${query.limit} OFFSET ${query.offset}`
  const measured =
    'SELECT row_to_json(t) AS row, row_number() OVER () AS n, ' +
    `sum(octet_length(row_to_json(t)::text)) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (${page}) t`
  const fitting = `json_agg(row ORDER BY n) FILTER (WHERE bytes <= ${MAX_RESULT_BYTES})`
  const sql = `SELECT json_build_object('rows', coalesce(${fitting}, '[]'), 'found', count(*))::text FROM (${measured}) s`
  const counted = { sql: `SELECT count(*)::text ${from}`, params }
  return query.count ? [{ sql, params }, counted] : [{ sql, params }]
}

/** Values travel as JSON and become the columns' types in PostgreSQL. Answers all rows as one JSON text. */
export function insertSql({ table, rows, onConflict }: InsertOrder): Statement {
  const columns = list(Object.keys(rows[0] ?? {}))
  const name = tableName(table.name)
  const source = `SELECT ${columns} FROM json_populate_recordset(null::${name}, $1::json)`
  const conflict = onConflict ? ` ${conflictSql(onConflict, Object.keys(rows[0] ?? {}))}` : ''
  const insert = `INSERT INTO ${name} AS t (${columns}) ${source}${conflict} RETURNING to_json(t) AS row`
  return {
    sql: `WITH changed AS (${insert}) SELECT coalesce(json_agg(row), '[]')::text FROM changed`,
    params: [JSON.stringify(rows)],
  }
}

function conflictSql(
  { columns, ignore }: NonNullable<InsertOrder['onConflict']>,
  given: readonly string[],
): string {
  const target = `ON CONFLICT (${list(columns)})`
  const changed = given.filter((column) => !columns.includes(column))
  if (ignore || changed.length === 0) return `${target} DO NOTHING`
  return `${target} DO UPDATE SET ${changed.map((one) => `${quoted(one)} = excluded.${quoted(one)}`).join(', ')}`
}

/** Answers how many rows were changed. */
export function updateSql(table: Table, values: Row, filters: readonly Filter[]): Statement {
  const params = [JSON.stringify(values)]
  const name = tableName(table.name)
  const columns = list(Object.keys(values))
  const source = `(SELECT ${columns} FROM json_populate_record(null::${name}, $1::json))`
  const update = `UPDATE ${name} SET (${columns}) = ${source}${where(table, filters, params)} RETURNING 1`
  return { sql: `WITH changed AS (${update}) SELECT count(*)::text FROM changed`, params }
}

/** Answers how many rows were deleted. */
export function deleteSql(table: Table, filters: readonly Filter[]): Statement {
  const params: string[] = []
  const remove = `DELETE FROM ${tableName(table.name)}${where(table, filters, params)} RETURNING 1`
  return { sql: `WITH changed AS (${remove}) SELECT count(*)::text FROM changed`, params }
}

/** The answer of a function of ours, as JSON text: rows as a list, one value as it is. */
export function callSql(name: string, args: Row, returnsSet: boolean): Statement {
  const params: string[] = []
  const placed = Object.entries(args).map(([key, value]) => {
    const text = argumentText(value)
    return `${quoted(key)} => ${text === null ? 'NULL' : `$${params.push(text)}`}`
  })
  const call = `${tableName(name)}(${placed.join(', ')})`
  const value = returnsSet
    ? `SELECT coalesce(json_agg(r), '[]')::text FROM ${call} r`
    : `SELECT to_json(${call})::text`
  return { sql: value, params }
}

const defaults: Record<NonNullable<NewColumn['default']>, string> = {
  now: ' DEFAULT now()',
  random_uuid: ' DEFAULT gen_random_uuid()',
  next_number: ' GENERATED BY DEFAULT AS IDENTITY',
}

export function createTableSql(name: string, columns: readonly NewColumn[]): Statement {
  const keys = columns.filter(({ primaryKey }) => primaryKey).map((column) => column.name)
  const parts = columns.map((column) => {
    const { table, column: target } = column.references ?? {}
    return [
      // The type is one of a list of ours.
      `${quoted(column.name)} ${column.type}`,
      column.default ? defaults[column.default] : '',
      column.nullable ? '' : ' NOT NULL',
      column.unique ? ' UNIQUE' : '',
      table !== undefined && target !== undefined
        ? ` REFERENCES ${tableName(table)} (${quoted(target)})`
        : '',
    ].join('')
  })
  const key = keys.length === 0 ? [] : [`PRIMARY KEY (${list(keys)})`]
  return {
    sql: `CREATE TABLE ${tableName(name)} (${[...parts, ...key].join(', ')})`,
    params: [],
    isSilent: true,
  }
}

function where(table: Table, filters: readonly Filter[], params: string[]): string {
  if (filters.length === 0) return ''
  const bind = (text: string): string => `$${params.push(text)}`
  return ` WHERE ${filters.map((filter) => condition(table, filter, bind)).join(' AND ')}`
}

function condition(table: Table, filter: Filter, bind: (text: string) => string): string {
  const column = quoted(filter.column)
  const value = filterValue(filter, typeOf(table, filter.column))
  const test = (): string => {
    if (value.kind === 'is') return `${column} IS ${value.word.toUpperCase()}`
    if (value.kind === 'list') return `${column} IN (${value.texts.map(bind).join(', ')})`
    return `${column} ${symbols[filter.op as keyof typeof symbols]} ${bind(value.text)}`
  }
  return filter.not ? `NOT (${test()})` : test()
}

function orderBy(order: readonly Order[]): string {
  if (order.length === 0) return ''
  const parts = order.map(({ column, descending, nulls }) =>
    [quoted(column), descending ? ' DESC' : '', nulls ? ` NULLS ${nulls.toUpperCase()}` : ''].join(''),
  )
  return ` ORDER BY ${parts.join(', ')}`
}
