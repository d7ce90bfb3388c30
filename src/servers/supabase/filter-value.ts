import { ToolError } from '../kit/define-tool'
import type { Filter } from './query'

/** PostgreSQL calls itself anew for each; thousands of them end the embedded database's stack. */
const MAX_WILDCARDS = 100

/** A filter's value in PostgreSQL's own text form, ready to be bound or sent. */
export type FilterValue =
  | { kind: 'one'; text: string }
  | { kind: 'list'; texts: string[] }
  | { kind: 'is'; word: IsWord }
export type IsWord = 'null' | 'true' | 'false' | 'unknown'

/**
 * @param type of the column, e.g. `jsonb` or `text[]`; null when unknown
 * @throws ToolError when operator and value do not go together
 */
export function filterValue({ column, op, value }: Filter, type: string | null): FilterValue {
  const fail = (what: string): never => {
    throw new ToolError(`The filter on "${column}" with "${op}" ${what}.`)
  }
  if (op === 'is') {
    const word = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return isWord(word) ? { kind: 'is', word } : fail('takes null, true, false or "unknown"')
  }
  if (op === 'in') {
    if (!Array.isArray(value) || value.length === 0) return fail('takes a list of at least one value')
    return { kind: 'list', texts: value.map(String) }
  }
  if (op === 'contains' || op === 'contained_by' || op === 'overlaps') {
    if (value === null) return fail('takes a list or JSON')
    return { kind: 'one', text: containerText(value, type) }
  }
  if (value === null) return fail('takes a value; to look for null use "is"')
  if (typeof value === 'object') return fail('takes one value, no list and no object')
  if (!op.endsWith('like')) return { kind: 'one', text: String(value) }
  // PostgREST reads * as %, so both databases do.
  const pattern = String(value).replaceAll('*', '%')
  if ((pattern.match(/[%_]/g)?.length ?? 0) > MAX_WILDCARDS)
    return fail(`takes at most ${MAX_WILDCARDS} of % and _`)
  return { kind: 'one', text: pattern }
}

function containerText(value: Exclude<Filter['value'], null>, type: string | null): string {
  const isJson = type === 'json' || type === 'jsonb'
  if (isJson && typeof value !== 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return arrayLiteral(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** PostgreSQL's array form; every text quoted, so that none is read as syntax or null. A list within is a dimension. */
export function arrayLiteral(items: readonly unknown[]): string {
  return `{${items.map(arrayItem).join(',')}}`
}

function arrayItem(item: unknown): string {
  if (item === null) return 'NULL'
  if (Array.isArray(item)) return arrayLiteral(item)
  const text = typeof item === 'string' ? item : JSON.stringify(item)
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

function isWord(word: string): word is IsWord {
  return ['null', 'true', 'false', 'unknown'].includes(word)
}
