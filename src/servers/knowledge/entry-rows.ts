import { z } from 'zod'
import type { Entry, EntrySummary } from './entry'

/** A text is kept as TEXT, any other JSON value as a BLOB with its JSON: the column's type tells which. */
export type StoredValue = string | Buffer

/** A row of `knowledge` without its value. */
export interface SummaryRow {
  id: number
  source: string
  category: string
  key: string
  /** JSON object. */
  metadata: string
  created_at: number
  updated_at: number
}
export type EntryRow = SummaryRow & { value: StoredValue }

export const summaryColumns = 'id, source, category, key, metadata, created_at, updated_at'

const Metadata = z.record(z.string(), z.unknown())

export function toSummary(row: SummaryRow): EntrySummary {
  return {
    id: row.id,
    source: row.source,
    category: row.category,
    key: row.key,
    metadata: Metadata.parse(JSON.parse(row.metadata)),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

export function toEntry(row: EntryRow): Entry {
  return { ...toSummary(row), value: fromStoredValue(row.value) }
}

export function toStoredValue(value: unknown): StoredValue {
  return typeof value === 'string' ? value : Buffer.from(JSON.stringify(value))
}

export function fromStoredValue(stored: StoredValue): unknown {
  return typeof stored === 'string' ? stored : (JSON.parse(stored.toString()) as unknown)
}

/** The words of a value: a text as it is; of other JSON the names and values without its signs. */
export function textOf(stored: StoredValue): string {
  if (typeof stored === 'string') return stored
  const parts: string[] = []
  collect(fromStoredValue(stored), parts)
  return parts.join(' ')
}

function collect(value: unknown, parts: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, parts)
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) {
      parts.push(name)
      collect(item, parts)
    }
  else parts.push(String(value))
}
