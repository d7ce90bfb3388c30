import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import { migrations } from './migrations'

export const MEMO_URI = 'memo://insights'

/** Longest memo, in characters: what a client can read at once. */
const MAX_MEMO = 200_000

const NO_INSIGHTS = 'No insights yet. append_insight adds one.'

export interface Insight {
  /** Given once: that of a removed insight is not used again. */
  number: number
  insight: string
  /** Who found it, as the client calls itself. */
  client: string | null
  /** UTC epoch ms. */
  at: number
}

export interface InsightStore {
  /** @returns its number, and how many there are now */
  append(insight: string, client: string | null): { number: number; insights: number }
  /** @returns how many there are now; null when there is none of that number */
  remove(number: number): number | null
  /** The memo as Markdown: the newest insights that fit, oldest first. */
  memo(): string
  close(): void
}

/** Insights are the service's own and lie apart from the databases clients write to. */
export function openInsightStore(spec: Omit<DatabaseSpec, 'file' | 'migrations'>): InsightStore {
  const db = openDatabase({ ...spec, file: 'insights.db', migrations })
  const insert = db.prepare<[string, string | null, number]>(
    'INSERT INTO insights (insight, client, at) VALUES (?, ?, ?)',
  )
  const remove = db.prepare<[number]>('DELETE FROM insights WHERE id = ?')
  const counted = db.prepare<[], number>('SELECT count(*) FROM insights').pluck()
  const count = (): number => counted.get() ?? 0
  const newest = db.prepare<[], Insight>(
    'SELECT id AS number, insight, client, at FROM insights ORDER BY id DESC',
  )
  return {
    append(insight, client) {
      const { lastInsertRowid } = insert.run(insight, client, spec.clock.epochMs())
      return { number: Number(lastInsertRowid), insights: count() }
    },
    remove: (number) => (remove.run(number).changes === 0 ? null : count()),
    memo() {
      const insights = count()
      return insights === 0 ? NO_INSIGHTS : toMemo(newest.iterate(), insights)
    },
    close: () => void db.close(),
  }
}

function toMemo(newest: Iterable<Insight>, count: number): string {
  const lines: string[] = []
  let length = 0
  for (const insight of newest) {
    const line = toLine(insight)
    length += line.length
    if (length > MAX_MEMO) break
    lines.push(line)
  }
  const leftOut = count - lines.length
  const more = leftOut === 0 ? '' : `\n${leftOut} older left out: remove_insight makes room for them.\n`
  return `# Insights\n${more}\n${lines.toReversed().join('\n')}\n`
}

function toLine({ number, insight, client, at }: Insight): string {
  const day = new Date(at).toISOString().slice(0, 10)
  return `- #${number} ${insight.replaceAll('\n', '\n  ')} (${day}${client === null ? '' : `, ${client}`})`
}
