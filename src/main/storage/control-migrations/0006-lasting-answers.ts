import type { Migration } from '../database'

/**
 * Answers for good say how far they go, and a question has a key for each. What was answered before goes: no question
 * has its key any more, and an "always" from then does not say whether everything it runs was looked at. Ids go on,
 * since the audit trail names them.
 */
export const lastingAnswers: Migration = {
  number: 6,
  name: 'lasting-answers',
  up(db) {
    db.exec(`
      CREATE TABLE lasting_answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        service_id TEXT NOT NULL,
        choice TEXT NOT NULL CHECK (choice IN ('always', 'always-whatever-it-loads', 'never')),
        key TEXT NOT NULL,
        question TEXT NOT NULL,
        decided_at INTEGER NOT NULL,
        uses INTEGER NOT NULL DEFAULT 0,
        last_used_at INTEGER,
        UNIQUE (service_id, choice, key)
      ) STRICT;
      INSERT INTO sqlite_sequence (name, seq) SELECT 'lasting_answers', seq FROM sqlite_sequence WHERE name = 'consents';
      DROP TABLE consents;
    `)
  },
}
