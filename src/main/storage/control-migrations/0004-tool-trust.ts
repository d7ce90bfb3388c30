import type { Migration } from '../database'

/**
 * Tools of external servers as a person approved them, what each service offered when it was last heard, and what
 * definitions cost a model's context. Definitions and catalogs as JSON; fingerprints in hex.
 */
export const toolTrust: Migration = {
  number: 4,
  name: 'tool-trust',
  up(db) {
    db.exec(`
      CREATE TABLE approved_tools (
        service_id TEXT NOT NULL,
        name TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        definition TEXT NOT NULL,
        approved_at INTEGER NOT NULL,
        PRIMARY KEY (service_id, name)
      ) STRICT;
      CREATE TABLE catalogs (
        service_id TEXT PRIMARY KEY,
        catalog TEXT NOT NULL,
        learned_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE definition_tokens (
        fingerprint TEXT PRIMARY KEY,
        tokens INTEGER NOT NULL
      ) STRICT;
    `)
  },
}
