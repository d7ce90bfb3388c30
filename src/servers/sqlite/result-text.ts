import type { Cell, Rows } from './query-messages'

/**
 * Rows as a model reads them best: one JSON object a line, in the order of the columns. A name that stands twice stands
 * twice in the line too; for programs there are the columns and arrays of the structured answer.
 */
export function rowsAsText({ columns, rows, truncated }: Rows): string {
  if (columns.length === 0) return 'No rows.'
  if (rows.length === 0) return `No rows. Columns: ${columns.join(', ')}`
  const names = columns.map((column) => JSON.stringify(column))
  const lines = rows.map(
    (row) => `{${row.map((cell, at) => `${names[at]}:${JSON.stringify(cell)}`).join(',')}}`,
  )
  return lines.join('\n') + (truncated ? `\n${cutOff(rows.length)}` : '')
}

/** Tells that an answer is not whole. */
export function cutOff(rows: number): string {
  return `Cut off after ${rows} row${rows === 1 ? '' : 's'}: there are more. Ask for the next with LIMIT and OFFSET, or narrow the query.`
}

/** CSV by RFC 4180: CRLF, a header line, quotes where needed. NULL is an empty field, an empty text is `""`. */
export function rowsAsCsv({ columns, rows }: Pick<Rows, 'columns' | 'rows'>): string {
  const lines = [columns.map(csvText), ...rows.map((row) => row.map(csvField))]
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('')
}

function csvField(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return cell.base64
  return typeof cell === 'number' ? String(cell) : csvText(cell)
}

const csvText = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
