import type { Migration } from '../database'

/**
 * Answers a person gave for good. `key` is what the service calls the same question; a question is kept as JSON, as it
 * was shown. Times are UTC epoch ms.
 */
export const consents: Migration = {
  number: 5,
  name: 'consents',
  up(db) {
    db.exec(`
      CREATE TABLE consents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        service_id TEXT NOT NULL,
        key TEXT NOT NULL,
        choice TEXT NOT NULL CHECK (choice IN ('always', 'never')),
        question TEXT NOT NULL,
        decided_at INTEGER NOT NULL,
        uses INTEGER NOT NULL DEFAULT 0,
        last_used_at INTEGER,
        UNIQUE (service_id, key)
      ) STRICT;
    `)
  },
}
