import type { Migration } from '../kit/store/migrate'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'insights',
    up: (db) =>
      db.exec(`
        CREATE TABLE insights (
          id INTEGER PRIMARY KEY,
          insight TEXT NOT NULL,
          client TEXT,
          at INTEGER NOT NULL
        ) STRICT;
      `),
  },
]
