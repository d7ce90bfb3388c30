import type { CallFilter } from '@shared/contract/activity'
import type { CallRecord } from '@shared/domain/call'

/** True when the call passes the filter; text is looked for in method, target and client, ignoring case. */
export function matches(filter: CallFilter, call: CallRecord): boolean {
  const { serviceId, outcome, client, method, era, fromMs, toMs, slowerThanMs } = filter
  if (serviceId !== undefined && call.serviceId !== serviceId) return false
  if (outcome !== undefined && call.outcome !== outcome) return false
  if (client !== undefined && call.client !== client) return false
  if (method !== undefined && call.method !== method) return false
  if (era !== undefined && call.era !== era) return false
  if (call.at < (fromMs ?? -Infinity) || call.at > (toMs ?? Infinity)) return false
  if (call.durationMs < (slowerThanMs ?? 0)) return false
  const wanted = filter.text.toLowerCase()
  return [call.method, call.target, call.client].some((text) => text?.toLowerCase().includes(wanted))
}

interface Condition {
  sql: string
  values: Record<string, string | number>
}

const equals: Partial<Record<keyof CallFilter, string>> = {
  serviceId: 'service_id = @serviceId',
  outcome: 'outcome = @outcome',
  client: 'client = @client',
  method: 'method = @method',
  era: 'era = @era',
  fromMs: 'at >= @fromMs',
  toMs: 'at <= @toMs',
}

/** The same filter as SQL: a condition to add and its named parameters; with `contents`, over what was kept too. */
export function filterSql(filter: CallFilter): { where: string; values: Record<string, string | number> } {
  const conditions = [...plain(filter), ...texts(filter)]
  return {
    where: conditions.map(({ sql }) => `AND ${sql}`).join(' '),
    values: Object.assign({}, ...conditions.map(({ values }) => values)) as Condition['values'],
  }
}

function plain(filter: CallFilter): Condition[] {
  const found: Condition[] = []
  for (const [key, sql] of Object.entries(equals)) {
    const value = filter[key as keyof CallFilter]
    if (value !== undefined) found.push({ sql, values: { [key]: value } })
  }
  if (filter.slowerThanMs !== undefined)
    found.push({ sql: 'duration_us >= @slowerUs', values: { slowerUs: filter.slowerThanMs * 1_000 } })
  return found
}

function texts({ text, contents }: CallFilter): Condition[] {
  const found: Condition[] = []
  if (text !== '') {
    const columns = ['method', 'target', 'client'].map((column) => `${column} LIKE @text ESCAPE '\\'`)
    found.push({ sql: `(${columns.join(' OR ')})`, values: { text: anywhere(text) } })
  }
  if (contents !== undefined && contents !== '') {
    // Both are JSON: a text of theirs stands there with its quotes and backslashes escaped.
    const forms = [...new Set([contents, JSON.stringify(contents).slice(1, -1)])]
    const columns = ['request', 'response'].flatMap((column) =>
      forms.map((_, n) => `${column} LIKE @contents${n} ESCAPE '\\'`),
    )
    found.push({
      // Row by row, so that the page's own limits bound how many texts are read.
      sql: `EXISTS (SELECT 1 FROM call_contents WHERE call_contents.seq = calls.seq AND (${columns.join(' OR ')}))`,
      values: Object.fromEntries(forms.map((form, n) => [`contents${n}`, anywhere(form)])),
    })
  }
  return found
}

function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
