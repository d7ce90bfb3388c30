import type { CallRecord } from '@shared/domain/call'

/** Calls kept in the page. */
export const CALL_CAPACITY = 10_000

/**
 * Puts newer calls before the known ones, newest first; a call told twice (listed and watched) stands once.
 * @param newer in any order
 */
export function addCalls(known: readonly CallRecord[], newer: readonly CallRecord[]): readonly CallRecord[] {
  if (newer.length === 0) return known
  const recent = new Set(known.slice(0, newer.length + 500).map((call) => call.id))
  const fresh = newer.filter((call) => !recent.has(call.id)).sort((a, b) => b.at - a.at)
  return fresh.length === 0 ? known : [...fresh, ...known].slice(0, CALL_CAPACITY)
}

/** Comma-separated values with a head line; texts are quoted, so that spreadsheets read them as they are. */
export function callsAsCsv(calls: readonly CallRecord[]): string {
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
  ] as const
  const rows = calls.map((call) =>
    columns.map((column) => cell(column === 'at' ? new Date(call.at).toISOString() : call[column])).join(','),
  )
  return [columns.join(','), ...rows].join('\r\n')
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // A leading =, +, - or @ would be run as a formula by spreadsheets.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return `"${safe.replaceAll('"', '""')}"`
}
