import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import { migrations } from './migrations'

export const MEMO_URI = 'memo://insights'

export interface Insight {
  insight: string
  /** Who found it, as the client calls itself. */
  client: string | null
  /** UTC epoch ms. */
  at: number
}

export interface InsightStore {
  /** @returns how many there are now */
  append(insight: string, client: string | null): number
  /** The memo as Markdown, oldest insight first. */
  memo(): string
  close(): void
}

/** Insights are the service's own and lie apart from the databases clients write to. */
export function openInsightStore(spec: Omit<DatabaseSpec, 'file' | 'migrations'>): InsightStore {
  const db = openDatabase({ ...spec, file: 'insights.db', migrations })
  const insert = db.prepare<[string, string | null, number]>(
    'INSERT INTO insights (insight, client, at) VALUES (?, ?, ?)',
  )
  const count = db.prepare<[], number>('SELECT count(*) FROM insights').pluck()
  const all = db.prepare<[], Insight>('SELECT insight, client, at FROM insights ORDER BY id')
  return {
    append(insight, client) {
      insert.run(insight, client, spec.clock.epochMs())
      return count.get() ?? 0
    },
    memo: () => toMemo(all.all()),
    close: () => void db.close(),
  }
}

function toMemo(insights: readonly Insight[]): string {
  if (insights.length === 0) return 'No insights yet. append_insight adds one.'
  const lines = insights.map(({ insight, client, at }) => {
    const day = new Date(at).toISOString().slice(0, 10)
    return `- ${insight.replaceAll('\n', '\n  ')} (${day}${client === null ? '' : `, ${client}`})`
  })
  return `# Insights\n\n${lines.join('\n')}\n`
}
