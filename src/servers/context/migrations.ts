import type { Migration } from '../kit/store/migrate'

/** The search table reads its text from `contexts`; three triggers keep it in step. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'contexts and search',
    up: (db) =>
      db.exec(`
        CREATE TABLE contexts (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          content TEXT NOT NULL,
          tags TEXT NOT NULL,
          metadata TEXT NOT NULL,
          version INTEGER NOT NULL,
          characters INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX contexts_by_time ON contexts (updated_at);
        CREATE VIRTUAL TABLE context_search USING fts5 (
          name, content, tags,
          content = 'contexts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
        );
        CREATE TRIGGER contexts_added AFTER INSERT ON contexts BEGIN
          INSERT INTO context_search (rowid, name, content, tags)
          VALUES (new.id, new.name, new.content, new.tags);
        END;
        CREATE TRIGGER contexts_removed AFTER DELETE ON contexts BEGIN
          INSERT INTO context_search (context_search, rowid, name, content, tags)
          VALUES ('delete', old.id, old.name, old.content, old.tags);
        END;
        CREATE TRIGGER contexts_changed AFTER UPDATE ON contexts BEGIN
          INSERT INTO context_search (context_search, rowid, name, content, tags)
          VALUES ('delete', old.id, old.name, old.content, old.tags);
          INSERT INTO context_search (rowid, name, content, tags)
          VALUES (new.id, new.name, new.content, new.tags);
        END;
      `),
  },
]
