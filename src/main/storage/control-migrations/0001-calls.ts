import type { Migration } from '../database'

/**
 * The calls of the activity list. `seq` grows for ever and is the id the outside sees: ids given by the
 * gateway start again with every run. Times in UTC epoch ms, durations in microseconds.
 */
export const calls: Migration = {
  number: 1,
  name: 'calls',
  up(db) {
    db.exec(`
      CREATE TABLE calls (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        service_id TEXT NOT NULL,
        method TEXT NOT NULL,
        target TEXT,
        outcome TEXT NOT NULL,
        error TEXT,
        duration_us INTEGER NOT NULL,
        request_bytes INTEGER NOT NULL,
        response_bytes INTEGER NOT NULL,
        client TEXT,
        mcp_session_id TEXT
      ) STRICT;
      CREATE INDEX calls_by_service ON calls (service_id);
    `)
  },
}
