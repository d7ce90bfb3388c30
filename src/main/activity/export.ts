import type { CallContents, CallRecord } from '@shared/domain/call'

export type ExportFormat = 'jsonl' | 'csv'

/** Columns of the CSV, in order; the same names as in the records. */
const columns = [
  'id',
  'at',
  'serviceId',
  'method',
  'target',
  'outcome',
  'error',
  'durationMs',
  'requestBytes',
  'responseBytes',
  'client',
  'mcpSessionId',
  'tokenId',
  'endpoint',
  'era',
  'protocolVersion',
  'cache',
  'traceId',
  'spanId',
] as const satisfies readonly (keyof CallRecord)[]
const contentColumns = ['request', 'response'] as const

/** The first line of an export; empty for JSON Lines. */
export function exportHead(format: ExportFormat, withContents: boolean): string {
  if (format === 'jsonl') return ''
  return `${[...columns, ...(withContents ? contentColumns : [])].join(',')}\r\n`
}

/**
 * One call as a line: JSON Lines, or CSV as RFC 4180 has it. Cells that a spreadsheet would take for a formula get
 * an apostrophe in front, since clients choose some of these texts.
 */
export function exportLine(format: ExportFormat, call: CallRecord, contents: CallContents | null): string {
  if (format === 'jsonl') return `${JSON.stringify(contents ? { ...call, contents } : call)}\n`
  const cells: Cell[] = columns.map((name) => (name === 'at' ? new Date(call.at).toISOString() : call[name]))
  if (contents) cells.push(contents.request, contents.response)
  return `${cells.map(cell).join(',')}\r\n`
}

type Cell = string | number | null

function cell(value: Cell): string {
  if (value === null) return ''
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
