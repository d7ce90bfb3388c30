import { z } from 'zod'
import type { ContextSummary } from './context'

/** A row of `contexts` without its content. */
export interface SummaryRow {
  name: string
  /** JSON array of strings. */
  tags: string
  /** JSON object. */
  metadata: string
  version: number
  characters: number
  created_at: number
  updated_at: number
}

export const summaryColumns = [
  'name',
  'tags',
  'metadata',
  'version',
  'characters',
  'created_at',
  'updated_at',
]
  .map((column) => `contexts.${column}`)
  .join(', ')

const Tags = z.array(z.string())
const Metadata = z.record(z.string(), z.unknown())

export function toSummary(row: SummaryRow): ContextSummary {
  return {
    name: row.name,
    tags: Tags.parse(JSON.parse(row.tags)),
    metadata: Metadata.parse(JSON.parse(row.metadata)),
    version: row.version,
    characters: row.characters,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
