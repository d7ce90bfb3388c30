import type Database from 'better-sqlite3'
import { fromStored, toStored, type StoredText } from '../kit/store/exact-text'
import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import { migrations } from './migrations'
import type { KeptThought, ThinkingSession, Thought } from './thought'
import { fromRow, toRow, type ThoughtRow } from './thought-rows'

/** A session as it is first written: with its first thought. */
export interface SessionStart {
  id: string
  client: string | null
  startedAt: number
}

/** Every session that ever thought, with its thoughts. */
export interface ThinkingStore {
  /** Keeps a thought; the first of a session makes the session. `at` in UTC epoch ms. */
  keep(session: SessionStart, position: number, at: number, thought: Thought): void
  /** Newest first. */
  list(limit: number, offset: number): { sessions: ThinkingSession[]; total: number }
  find(sessionId: string): ThinkingSession | null
  /** In order, `limit` thoughts after the first `offset`. */
  thoughts(sessionId: string, limit: number, offset: number): KeptThought[]
  close(): void
}

interface SessionRow {
  id: string
  client: StoredText | null
  started_at: number
  last_thought_at: number
}

export function openThinkingStore(spec: Omit<DatabaseSpec, 'file' | 'migrations'>): ThinkingStore {
  const db = openDatabase({ ...spec, file: 'thinking.db', migrations })
  return { ...writes(db), ...reads(db), close: () => void db.close() }
}

function writes(db: Database.Database) {
  const upsertSession = db.prepare(
    `INSERT INTO sessions (id, client, started_at, last_thought_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET last_thought_at = excluded.last_thought_at`,
  )
  const insertThought = db.prepare<[ThoughtRow]>(
    `INSERT INTO thoughts (session_id, position, at, thought, next_thought_needed, thought_number,
       total_thoughts, is_revision, revises_thought, branch_from_thought, branch_id, needs_more_thoughts)
     VALUES (@session_id, @position, @at, @thought, @next_thought_needed, @thought_number,
       @total_thoughts, @is_revision, @revises_thought, @branch_from_thought, @branch_id, @needs_more_thoughts)`,
  )
  return {
    keep: db.transaction((session: SessionStart, position: number, at: number, thought: Thought) => {
      const client = session.client === null ? null : toStored(session.client)
      upsertSession.run(session.id, client, session.startedAt, at)
      insertThought.run(toRow(session.id, position, at, thought))
    }),
  }
}

function reads(db: Database.Database) {
  const count = db.prepare<[], number>('SELECT count(*) FROM sessions').pluck()
  const page = db.prepare<[number, number], SessionRow>(
    'SELECT * FROM sessions ORDER BY last_thought_at DESC, rowid DESC LIMIT ? OFFSET ?',
  )
  const byId = db.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE id = ?')
  const thoughts = db.prepare<[string, number, number], ThoughtRow>(
    'SELECT * FROM thoughts WHERE session_id = ? ORDER BY position LIMIT ? OFFSET ?',
  )
  const length = db.prepare<[string], number>('SELECT count(*) FROM thoughts WHERE session_id = ?').pluck()
  const branches = db
    .prepare<[string], StoredText>(
      `SELECT branch_id FROM thoughts
       WHERE session_id = ? AND branch_id IS NOT NULL AND branch_from_thought IS NOT NULL
       GROUP BY branch_id ORDER BY min(position)`,
    )
    .pluck()

  const summary = (row: SessionRow): ThinkingSession => {
    const [first] = thoughts.all(row.id, 1, 0)
    return {
      sessionId: row.id,
      client: row.client === null ? null : fromStored(row.client),
      startedAt: row.started_at,
      lastThoughtAt: row.last_thought_at,
      thoughts: length.get(row.id) ?? 0,
      branches: branches.all(row.id).map(fromStored),
      firstThought: first ? shortened(fromStored(first.thought)) : '',
    }
  }
  return {
    list: (limit: number, offset: number) => ({
      sessions: page.all(limit, offset).map(summary),
      total: count.get() ?? 0,
    }),
    find(sessionId: string) {
      const row = byId.get(sessionId)
      return row ? summary(row) : null
    },
    thoughts: (sessionId: string, limit: number, offset: number) =>
      thoughts.all(sessionId, limit, offset).map(fromRow),
  }
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
