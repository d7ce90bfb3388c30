import type { Migration } from '../kit/store/migrate'
import { createRankedTables } from '../kit/search/ranked-index'

/**
 * `generation` rises with every change of what a search may find; a cached result of an earlier one is worth nothing.
 * The search tables hold no copy of the text; the store keeps them in step.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'knowledge and its search',
    up(db) {
      db.exec(`
        CREATE TABLE knowledge (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          source TEXT NOT NULL,
          category TEXT NOT NULL,
          key TEXT NOT NULL,
          value TEXT NOT NULL,
          metadata TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          UNIQUE (source, category, key)
        );
        CREATE INDEX knowledge_by_category ON knowledge (source, category, id);
        CREATE INDEX knowledge_by_time ON knowledge (updated_at);
        CREATE TABLE generation (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          number INTEGER NOT NULL
        ) STRICT;
        INSERT INTO generation VALUES (1, 1);
        CREATE TABLE search_cache (
          query_hash BLOB PRIMARY KEY,
          generation INTEGER NOT NULL,
          result TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
      `)
      createRankedTables(db, 'knowledge_search')
    },
  },
  {
    version: 2,
    name: 'embeddings',
    up: (db) =>
      db.exec(`
        CREATE TABLE embeddings (
          knowledge_id INTEGER PRIMARY KEY REFERENCES knowledge (id) ON DELETE CASCADE,
          model TEXT NOT NULL,
          dimensions INTEGER NOT NULL,
          vector BLOB NOT NULL
        ) STRICT;
        CREATE TABLE embedding_queue (
          knowledge_id INTEGER PRIMARY KEY REFERENCES knowledge (id) ON DELETE CASCADE,
          refusals INTEGER NOT NULL DEFAULT 0
        ) STRICT;
      `),
  },
]
