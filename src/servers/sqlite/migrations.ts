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
  {
    version: 2,
    name: 'a number is given once',
    // Without AUTOINCREMENT the number of a removed insight could be that of the next one.
    up: (db) =>
      db.exec(`
        CREATE TABLE numbered (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          insight TEXT NOT NULL,
          client TEXT,
          at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO numbered SELECT id, insight, client, at FROM insights;
        DROP TABLE insights;
        ALTER TABLE numbered RENAME TO insights;
      `),
  },
]
