import { isObject, type JsonArray, type JsonNode, type JsonObject } from './parse'

/** A column of a table: a value, one value for all rows, or an object's own columns. */
export type Column =
  | { kind: 'value'; key: string }
  | { kind: 'same'; key: string; value: string }
  | { kind: 'group'; key: string; columns: Column[] }

/** More missing cells than this share, and a table is no gain. */
const MOST_MISSING = 0.5
const MOST_COLUMNS = 100

/**
 * The columns in which an array of objects can be written as a table without loss; null when it cannot: an element is no
 * object, is empty, or its keys stand in another order than those before it.
 */
export function columnsOf(array: JsonArray): Column[] | null {
  const known = knownColumns.get(array)
  if (known !== undefined) return known
  const rows = array.items.length < 2 ? null : rowsOf(array)
  const columns = rows && columnsOfRows(rows)
  if (rows) knownColumns.set(array, columns)
  return columns
}

/** An array is written several times, each time with fewer elements shown. */
const knownColumns = new WeakMap<JsonArray, Column[] | null>()

function rowsOf({ items }: JsonArray): JsonObject[] | null {
  const rows: JsonObject[] = []
  for (const item of items) {
    if (!isObject(item) || item.keys.length === 0) return null
    rows.push(item)
  }
  return rows
}

function columnsOfRows(rows: readonly JsonObject[]): Column[] | null {
  const keys = commonOrder(rows)
  if (!keys) return null
  const cells = rows.reduce((sum, row) => sum + row.keys.length, 0)
  if (cells < rows.length * keys.length * (1 - MOST_MISSING)) return null
  return keys.map((key) => columnOf(key, rows))
}

/** All keys in an order that every row keeps; null when there is none to be had by first appearance. */
function commonOrder(rows: readonly JsonObject[]): string[] | null {
  const place = new Map<string, number>()
  let before: readonly string[] | null = null
  for (const { keys } of rows) {
    if (before && keys.length === before.length && keys.every((key, at) => key === before?.[at])) continue
    before = keys
    let last = -1
    for (const key of keys) {
      const at = place.get(key) ?? place.size
      if (at <= last) return null
      place.set(key, at)
      last = at
    }
    if (place.size > MOST_COLUMNS) return null
  }
  return [...place.keys()]
}

function columnOf(key: string, rows: readonly JsonObject[]): Column {
  const values = rows.map((row) => valueOf(row, key))
  const first = values[0]
  if (typeof first === 'string' && values.every((value) => value === first))
    return { kind: 'same', key, value: first }
  const objects = values.filter((value): value is JsonObject => value !== undefined && isObject(value))
  const isGroup = objects.length === rows.length && objects.every(({ keys }) => keys.length > 0)
  const columns = isGroup ? columnsOfRows(objects) : null
  return columns ? { kind: 'group', key, columns } : { kind: 'value', key }
}

export function valueOf(row: JsonObject, key: string): JsonNode | undefined {
  const at = row.keys.indexOf(key)
  return at === -1 ? undefined : row.values[at]
}
