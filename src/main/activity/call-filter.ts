import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'

/** True when the call passes the filter; text is looked for in method, target and client, ignoring case. */
export function matches(filter: CallFilter, call: CallRecord): boolean {
  if (filter.serviceId !== undefined && call.serviceId !== filter.serviceId) return false
  if (filter.outcome !== undefined && call.outcome !== filter.outcome) return false
  const wanted = filter.text.toLowerCase()
  return [call.method, call.target, call.client].some((text) => text?.toLowerCase().includes(wanted))
}

/** The same filter as SQL: a condition and its named parameters. */
export function filterSql(filter: CallFilter): { where: string; values: Record<string, string> } {
  const conditions: string[] = []
  const values: Record<string, string> = {}
  if (filter.serviceId !== undefined) {
    conditions.push('service_id = @serviceId')
    values['serviceId'] = filter.serviceId
  }
  if (filter.outcome !== undefined) {
    conditions.push('outcome = @outcome')
    values['outcome'] = filter.outcome
  }
  if (filter.text !== '') {
    const columns = ['method', 'target', 'client'].map((column) => `${column} LIKE @text ESCAPE '\\'`)
    conditions.push(`(${columns.join(' OR ')})`)
    values['text'] = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`
  }
  return { where: conditions.map((condition) => `AND ${condition}`).join(' '), values }
}
