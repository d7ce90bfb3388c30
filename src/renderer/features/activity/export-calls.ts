import type { CallRecord } from '@shared/domain/call'
import { saveFile } from '../../ui/save-file'
import { callsAsCsv } from './call-buffer'

/** Hands the calls shown to the person as a file. */
export function exportCalls(calls: readonly CallRecord[], format: 'json' | 'csv'): void {
  const day = new Date().toISOString().slice(0, 10)
  if (format === 'json')
    saveFile(`omnimind-calls-${day}.json`, 'application/json', JSON.stringify(calls, null, 2))
  else saveFile(`omnimind-calls-${day}.csv`, 'text/csv', callsAsCsv(calls))
}
