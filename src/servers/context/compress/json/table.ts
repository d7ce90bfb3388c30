import { columnsOf, valueOf, type Column } from './columns'
import { isArray, isObject, type JsonArray, type JsonNode, type JsonObject } from './parse'

/**
 * Writes JSON in the compact form of CONTRACT.md ("JSON"): no quotes where none are needed, arrays of like objects as
 * tables. Nothing is lost but spaces between tokens; contract/json-table.ts reads it back.
 * @param shown which elements of an array are written; absent: all
 */
export function writeJson(node: JsonNode, shown?: (array: JsonArray) => ReadonlySet<number> | null): string {
  return new Writer(shown ?? (() => null)).value(node)
}

class Writer {
  readonly #shown: (array: JsonArray) => ReadonlySet<number> | null

  constructor(shown: (array: JsonArray) => ReadonlySet<number> | null) {
    this.#shown = shown
  }

  value(node: JsonNode): string {
    if (isArray(node)) return this.#array(node)
    return isObject(node) ? this.#object(node) : bare(node)
  }

  #object({ keys, values }: JsonObject): string {
    return `{${keys.map((key, at) => `${bareKey(key)}:${this.value(values[at] ?? 'null')}`).join(',')}}`
  }

  #array(array: JsonArray): string {
    const columns = columnsOf(array)
    const shown = this.#shown(array)
    const rows = columns
      ? array.items.map((item) => () => this.#row(item as JsonObject, columns))
      : array.items.map((item) => () => this.value(item))
    const written = withGaps(rows, shown)
    if (!columns) return `[${written.join(',')}]`
    return `#${array.items.length}{${columns.map(head).join(',')}}\n${written.join('\n')}`
  }

  #row(row: JsonObject, columns: readonly Column[]): string {
    return columns
      .filter(({ kind }) => kind !== 'same')
      .map((column) => this.#cell(valueOf(row, column.key), column))
      .join(',')
  }

  #cell(value: JsonNode | undefined, column: Column): string {
    if (value === undefined) return ''
    if (column.kind === 'group') return this.#row(value as JsonObject, column.columns)
    return this.value(value)
  }
}

function withGaps(rows: readonly (() => string)[], shown: ReadonlySet<number> | null): string[] {
  if (!shown) return rows.map((row) => row())
  const written: string[] = []
  let missing = 0
  for (const [at, row] of rows.entries()) {
    if (!shown.has(at)) {
      missing++
      continue
    }
    if (missing > 0) written.push(`~${missing}`)
    missing = 0
    written.push(row())
  }
  if (missing > 0) written.push(`~${missing}`)
  return written
}

function head(column: Column): string {
  const key = bareKey(column.key)
  if (column.kind === 'same') return `${key}=${bare(column.value)}`
  return column.kind === 'group' ? `${key}{${column.columns.map(head).join(',')}}` : key
}

const plainKey = /^"[A-Za-z_$][\w$.-]*"$/

function bareKey(key: string): string {
  return plainKey.test(key) ? key.slice(1, -1) : key
}

/** What a string without quotes must not hold; nothing of it may be taken for another part of the form. */
const plainText = /^"(?![#~\s])[^"\\,{}[\]\p{Cc}\u2028\u2029]*[^"\\,{}[\]\s\p{Cc}]"$/u
const otherScalar = /^"(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)"$/

function bare(scalar: string): string {
  return plainText.test(scalar) && !otherScalar.test(scalar) ? scalar.slice(1, -1) : scalar
}
