import type { Migration } from '../../storage/index'

/**
 * Everything is a whole number, so that sums over any resolution are exact: durations and delays in
 * microseconds, CPU in thousandths of a percent, `at` in UTC epoch ms (the start of the step), `step_s` the
 * width of the row. `buckets` is written by bucket-blob.ts. A row is found by its time first: rows are
 * added at the end of each resolution and removed from its beginning.
 */
export const rollups: Migration = {
  number: 1,
  name: 'rollups',
  up(db) {
    db.exec(`
      CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        UNIQUE (source, target)
      ) STRICT;

      CREATE TABLE traffic (
        step_s INTEGER NOT NULL,
        at INTEGER NOT NULL,
        series INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        request_bytes INTEGER NOT NULL,
        response_bytes INTEGER NOT NULL,
        duration_us INTEGER NOT NULL,
        in_flight_sum INTEGER NOT NULL,
        in_flight_max INTEGER NOT NULL,
        reports INTEGER NOT NULL,
        buckets BLOB NOT NULL,
        PRIMARY KEY (step_s, at, series)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE process (
        step_s INTEGER NOT NULL,
        at INTEGER NOT NULL,
        series INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        cpu_sum INTEGER NOT NULL,
        cpu_max INTEGER NOT NULL,
        rss_sum INTEGER NOT NULL,
        rss_max INTEGER NOT NULL,
        lag_sum INTEGER NOT NULL,
        lag_max INTEGER NOT NULL,
        PRIMARY KEY (step_s, at, series)
      ) STRICT, WITHOUT ROWID;

      -- Up to where each resolution was rolled up from the finer one, exclusive.
      CREATE TABLE rolled (step_s INTEGER PRIMARY KEY, until INTEGER NOT NULL) STRICT;

      -- When the center was measuring at all; between two of them it was off or asleep.
      CREATE TABLE spans (from_ms INTEGER PRIMARY KEY, to_ms INTEGER NOT NULL) STRICT;
    `)
  },
}
