/** The gateway's schema, step by step; a released step is never edited, the next change is added. */
export const migrations: readonly string[] = [
  `CREATE TABLE circuits (
     service_id TEXT PRIMARY KEY, failures INTEGER NOT NULL, open_until INTEGER, open_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE answers (
     key TEXT PRIMARY KEY, service_id TEXT NOT NULL, result TEXT NOT NULL, bytes INTEGER NOT NULL,
     stored_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX answers_by_service ON answers (service_id);
   CREATE INDEX answers_by_expiry ON answers (expires_at);`,
  // What stands behind the result in a row costs reading all of the result; these answer from the index alone.
  `DROP INDEX answers_by_service;
   CREATE INDEX answers_by_service ON answers (service_id, bytes);
   CREATE INDEX answers_by_storage ON answers (stored_at);`,
]
