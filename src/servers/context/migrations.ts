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
  {
    version: 2,
    name: 'originals of compressions',
    up: (db) =>
      db.exec(`
        CREATE TABLE originals (
          id INTEGER PRIMARY KEY,
          hash TEXT NOT NULL UNIQUE,
          bytes INTEGER NOT NULL,
          content ANY NOT NULL
        ) STRICT;
        CREATE INDEX originals_by_size ON originals (bytes);
        CREATE TABLE compressions (
          id TEXT PRIMARY KEY,
          continues TEXT REFERENCES compressions (id),
          frame TEXT NOT NULL,
          answer_hash TEXT NOT NULL,
          answer_length INTEGER NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX compressions_by_continued ON compressions (continues);
        CREATE TABLE compression_texts (
          compression_id TEXT NOT NULL REFERENCES compressions (id) ON DELETE CASCADE,
          position INTEGER NOT NULL,
          original_id INTEGER NOT NULL REFERENCES originals (id),
          PRIMARY KEY (compression_id, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX compression_texts_by_original ON compression_texts (original_id);
        CREATE TABLE elisions (
          ref TEXT NOT NULL,
          compression_id TEXT NOT NULL REFERENCES compressions (id) ON DELETE CASCADE,
          original_id INTEGER NOT NULL,
          start INTEGER NOT NULL,
          length INTEGER NOT NULL,
          PRIMARY KEY (ref, compression_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX elisions_by_compression ON elisions (compression_id);
      `),
  },
]
