import type { Migration } from '../database'

/**
 * How and from where each call came, what it said and heard, and the requests people saved. Contents stand apart
 * from the calls: the list never reads them. Durations in microseconds.
 */
export const callHistory: Migration = {
  number: 3,
  name: 'call-history',
  up(db) {
    db.exec(`
      ALTER TABLE calls ADD COLUMN token_id TEXT;
      ALTER TABLE calls ADD COLUMN endpoint TEXT;
      ALTER TABLE calls ADD COLUMN era TEXT NOT NULL DEFAULT 'session';
      ALTER TABLE calls ADD COLUMN protocol_version TEXT;
      ALTER TABLE calls ADD COLUMN guards_us INTEGER;
      ALTER TABLE calls ADD COLUMN queue_us INTEGER;
      ALTER TABLE calls ADD COLUMN wait_us INTEGER;
      ALTER TABLE calls ADD COLUMN service_us INTEGER;
      ALTER TABLE calls ADD COLUMN cache TEXT;
      ALTER TABLE calls ADD COLUMN trace_id TEXT;
      ALTER TABLE calls ADD COLUMN span_id TEXT;
      ALTER TABLE calls ADD COLUMN parent_span_id TEXT;
      CREATE INDEX calls_by_time ON calls (at);
      CREATE TABLE call_contents (
        seq INTEGER PRIMARY KEY,
        request TEXT,
        response TEXT,
        request_cut INTEGER NOT NULL,
        response_cut INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE saved_requests (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        saved_at INTEGER NOT NULL,
        request TEXT NOT NULL
      ) STRICT;
    `)
  },
}
