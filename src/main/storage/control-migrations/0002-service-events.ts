import type { Migration } from '../database'

/** The history of the services. Times in UTC epoch ms. */
export const serviceEvents: Migration = {
  number: 2,
  name: 'service-events',
  up(db) {
    db.exec(`
      CREATE TABLE service_events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        service_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        detail TEXT NOT NULL,
        pid INTEGER
      ) STRICT;
      CREATE INDEX service_events_by_service ON service_events (service_id);
    `)
  },
}
