import type { Migration } from '../kit/store/migrate'
import { markUnfilled } from './fill-ranked'
import { createRankedGraph } from './ranked-graph'

/**
 * Names are not unique: the official server keeps two entities of one name when one call creates both.
 * Row ids give the order of creation. The two search tables hold lower-cased text (JavaScript's rules, not
 * SQLite's) cut into trigrams; they hold no copy of it.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'graph and search',
    up: (db) =>
      db.exec(`
        CREATE TABLE entities (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          entity_type TEXT NOT NULL
        );
        CREATE INDEX entities_by_name ON entities (name);
        CREATE TABLE observations (
          id INTEGER PRIMARY KEY,
          entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
          content TEXT NOT NULL
        );
        CREATE INDEX observations_by_entity ON observations (entity_id, id);
        CREATE TABLE relations (
          id INTEGER PRIMARY KEY,
          from_name TEXT NOT NULL,
          to_name TEXT NOT NULL,
          relation_type TEXT NOT NULL
        );
        CREATE INDEX relations_by_from ON relations (from_name);
        CREATE INDEX relations_by_to ON relations (to_name);
        CREATE VIRTUAL TABLE entity_search USING fts5 (
          name, entity_type,
          content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
        );
        CREATE VIRTUAL TABLE observation_search USING fts5 (
          content,
          content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
        );
      `),
  },
  {
    version: 2,
    name: 'ranked search',
    up: createRankedGraph,
  },
  {
    version: 3,
    name: 'ranked search is filled after the start',
    up: markUnfilled,
  },
]
