import { ToolError } from '../../kit/define-tool'
import { filterValue } from '../filter-value'
import type { Filter, Operator } from '../query'
import { typeOf, type Table } from '../table'

const words: Record<Operator, string> = {
  eq: 'eq',
  neq: 'neq',
  gt: 'gt',
  gte: 'gte',
  lt: 'lt',
  lte: 'lte',
  like: 'like',
  ilike: 'ilike',
  in: 'in',
  is: 'is',
  contains: 'cs',
  contained_by: 'cd',
  overlaps: 'ov',
}

/** Parameters of PostgREST's own; a column of such a name cannot stand beside them. */
export const reserved = new Set([
  'select',
  'order',
  'limit',
  'offset',
  'columns',
  'on_conflict',
  'and',
  'or',
  'not',
])

/**
 * A filter as supabase-js takes it: column, operator and value of the query string (PostgREST, "Horizontal filtering").
 * @throws ToolError
 */
export function postgrestFilter(
  table: Table,
  filter: Filter,
): { column: string; operator: string; value: string } {
  if (reserved.has(filter.column))
    throw new ToolError(`Over Supabase's interface a column named "${filter.column}" cannot be filtered by.`)
  const value = filterValue(filter, typeOf(table, filter.column))
  const operator = `${filter.not ? 'not.' : ''}${words[filter.op]}`
  const column = postgrestName(filter.column)
  if (value.kind === 'is') return { column, operator, value: value.word }
  if (value.kind === 'list') return { column, operator, value: `(${value.texts.map(quotedValue).join(',')})` }
  return { column, operator, value: value.text }
}

/** A name that holds a character with a meaning is quoted. */
export function postgrestName(name: string): string {
  return /^[A-Za-z_][\w$]*$/.test(name) ? name : quotedValue(name)
}

function quotedValue(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
