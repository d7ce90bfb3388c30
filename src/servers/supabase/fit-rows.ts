import type { Row } from './backend'
import { MAX_ANSWER_LENGTH } from './limits'

/** As many rows as one answer carries, from the first one on; none when already that one is too long. */
export function fitRows(rows: readonly Row[]): Row[] {
  let length = 0
  const fitting: Row[] = []
  for (const row of rows) {
    length += JSON.stringify(row).length
    if (length > MAX_ANSWER_LENGTH) break
    fitting.push(row)
  }
  return fitting
}

/** What a write answers: the change was made, so rows that do not fit are left out and never an error. */
export function writtenRows(rows: readonly Row[]): { rows: Row[]; note?: string } {
  const fitting = fitRows(rows)
  if (fitting.length === rows.length) return { rows: fitting }
  const note = `All ${rows.length} rows were written; ${rows.length - fitting.length} of them are too long to be shown here.`
  return { rows: fitting, note }
}
