import type { Migration } from '../kit/store/migrate'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'edits with what they replaced',
    up: (db) =>
      db.exec(`
        CREATE TABLE edits (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          at INTEGER NOT NULL,
          tool TEXT NOT NULL,
          client TEXT,
          -- 'content': path went from one content (or none) to another; 'move': path went to destination
          kind TEXT NOT NULL CHECK (kind IN ('content', 'move')),
          path TEXT NOT NULL,
          destination TEXT,
          before TEXT NOT NULL CHECK (before IN ('absent', 'kept', 'not-kept')),
          before_mode INTEGER,
          before_size INTEGER,
          -- SHA-256; null: there was nothing afterwards
          after_hash TEXT,
          after_size INTEGER,
          undoes INTEGER,
          undone_by INTEGER,
          -- 1 until the file system has it; 'temporary' is what a killed process may leave
          pending INTEGER NOT NULL,
          temporary TEXT,
          kept_bytes INTEGER NOT NULL,
          -- last, so that lists do not read it
          before_content BLOB
        ) STRICT;
        CREATE INDEX edits_by_size ON edits (id, kept_bytes);
        CREATE INDEX edits_by_path ON edits (path);
      `),
  },
  {
    version: 2,
    name: 'what tells a moved file from another one at its place',
    up: (db) => db.exec('ALTER TABLE edits ADD COLUMN moved_stamp TEXT'),
  },
]
