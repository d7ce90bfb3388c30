import type { Migration } from '../kit/store/migrate'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'sessions and thoughts',
    up: (db) =>
      db.exec(`
        CREATE TABLE sessions (
          id TEXT PRIMARY KEY,
          client TEXT,
          started_at INTEGER NOT NULL,
          last_thought_at INTEGER NOT NULL
        );
        CREATE INDEX sessions_by_time ON sessions (last_thought_at);
        CREATE TABLE thoughts (
          id INTEGER PRIMARY KEY,
          session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
          position INTEGER NOT NULL,
          at INTEGER NOT NULL,
          thought TEXT NOT NULL,
          next_thought_needed INTEGER NOT NULL,
          thought_number INTEGER NOT NULL,
          total_thoughts INTEGER NOT NULL,
          is_revision INTEGER,
          revises_thought INTEGER,
          branch_from_thought INTEGER,
          branch_id TEXT,
          needs_more_thoughts INTEGER,
          UNIQUE (session_id, position)
        );
      `),
  },
]
