import { z } from 'zod'
import { EntrySummary } from './entry'
import { toSummary, type StoredValue, type SummaryRow } from './entry-rows'

const PREVIEW_LENGTH = 120

/** An entry as a list shows it. */
export const ListedEntry = EntrySummary.extend({
  preview: z.string().describe('The first characters of the value'),
  bytes: z.number().int().describe('Size of the value'),
})
export type ListedEntry = z.infer<typeof ListedEntry>

export type ListedRow = SummaryRow & { head: StoredValue; bytes: number }

export function toListed({ head, bytes, ...row }: ListedRow): ListedEntry {
  const text = head.toString()
  const preview = text.slice(0, PREVIEW_LENGTH).toWellFormed().replaceAll(/\s+/gu, ' ').trim()
  return { ...toSummary(row), preview: text.length > PREVIEW_LENGTH ? `${preview}…` : preview, bytes }
}
