import { ToolError } from '../kit/define-tool'
import type { Row } from './backend'
import { MAX_ANSWER_LENGTH } from './limits'

/**
 * As many rows as one answer carries, from the first one on.
 * @throws ToolError when already the first one is too long
 */
export function fitRows(rows: readonly Row[]): Row[] {
  let length = 0
  const fitting: Row[] = []
  for (const row of rows) {
    length += JSON.stringify(row).length
    if (length > MAX_ANSWER_LENGTH) break
    fitting.push(row)
  }
  if (fitting.length > 0 || rows.length === 0) return fitting
  throw new ToolError(`One row alone is longer than ${MAX_ANSWER_LENGTH} characters. Select fewer columns.`)
}
