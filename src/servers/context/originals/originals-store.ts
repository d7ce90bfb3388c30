import type Database from 'better-sqlite3'
import { fromStored, toStored, type StoredText } from '../../kit/store/exact-text'
import type { CompressionDraft, KeptCompression, OriginalsStore } from './originals'
import { StoreFull, WrongAnswer } from './originals'
import { contentHash } from './reference'

/** @param limitBytes what all kept originals together may take */
export function createOriginalsStore(db: Database.Database, limitBytes: number): OriginalsStore {
  return { ...keeping(db, limitBytes), ...reading(db), ...forgetting(db) }
}

function keeping(db: Database.Database, limitBytes: number): Pick<OriginalsStore, 'keep'> {
  const insert = db.prepare<[object]>(
    `INSERT INTO originals (hash, bytes, content) VALUES (@hash, @bytes, @content) ON CONFLICT (hash) DO NOTHING`,
  )
  const original = db.prepare<[string], number>('SELECT id FROM originals WHERE hash = ?').pluck()
  const compression = db.prepare<[object]>(
    `INSERT INTO compressions (id, continues, frame, answer_hash, answer_length, created_at)
     VALUES (@id, @continues, @frame, @answerHash, @answerLength, @now) ON CONFLICT (id) DO NOTHING`,
  )
  const text = db.prepare<[string, number, number]>(
    `INSERT INTO compression_texts (compression_id, position, original_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const elision = db.prepare<[string, string, number, number, number]>(
    `INSERT INTO elisions (ref, compression_id, original_id, start, length) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const used = db.prepare<[], number>(USED_BYTES).pluck()

  const write = (draft: CompressionDraft, now: number): void => {
    const before = used.get() ?? 0
    compression.run({ ...draft, references: null, texts: null, now })
    const ids = draft.texts.map((content, position) => {
      const hash = contentHash(content)
      const stored = toStored(content)
      insert.run({ hash, bytes: Buffer.byteLength(stored), content: stored })
      const id = original.get(hash) as number
      text.run(draft.id, position, id)
      return id
    })
    for (const { ref, text: at, start, end } of draft.references)
      elision.run(ref, draft.id, ids[at] as number, start, end - start)
    const after = used.get() ?? 0
    if (after > limitBytes && after > before) throw new StoreFull(before, after - before, limitBytes)
  }
  return {
    keep: db.transaction((draft: CompressionDraft, now: number, isRight: () => boolean): void => {
      write(draft, now)
      if (!isRight()) throw new WrongAnswer()
    }),
  }
}

const USED_BYTES = `SELECT (SELECT coalesce(sum(bytes), 0) FROM originals) + (SELECT coalesce(sum(octet_length(frame)), 0) FROM compressions)`

interface CompressionRow {
  id: string
  continues: string | null
  frame: string
  answer_hash: string
  answer_length: number
}

function reading(db: Database.Database): Pick<OriginalsStore, 'reference' | 'compression' | 'usedBytes'> {
  const elision = db.prepare<[string], { hash: string; start: number; length: number }>(
    `SELECT hash, start, length FROM elisions JOIN originals ON originals.id = original_id WHERE ref = ? LIMIT 1`,
  )
  const content = db.prepare<[string], StoredText>('SELECT content FROM originals WHERE hash = ?').pluck()
  const compression = db.prepare<[string], CompressionRow>('SELECT * FROM compressions WHERE id = ?')
  const texts = db
    .prepare<[string], StoredText>(
      `SELECT content FROM compression_texts JOIN originals ON originals.id = original_id
       WHERE compression_id = ? ORDER BY position`,
    )
    .pluck()
  const used = db.prepare<[], number>(USED_BYTES).pluck()
  let last = { hash: '', text: '' }
  return {
    reference(ref): string | null {
      const found = elision.get(ref)
      if (!found) return null
      // One text has many references, asked for one after the other. Equal hashes are equal texts.
      if (last.hash !== found.hash)
        last = { hash: found.hash, text: fromStored(content.get(found.hash) as StoredText) }
      return last.text.slice(found.start, found.start + found.length)
    },
    compression(id): KeptCompression | null {
      const row = compression.get(id)
      if (!row) return null
      const { continues, frame, answer_hash: answerHash, answer_length: answerLength } = row
      return { id, continues, frame, answerHash, answerLength, texts: texts.all(id).map(fromStored) }
    },
    usedBytes: () => used.get() ?? 0,
  }
}

function forgetting(db: Database.Database): Pick<OriginalsStore, 'forget' | 'continuations'> {
  const remove = db.prepare<[string]>('DELETE FROM compressions WHERE id = ?')
  const sweep = db.prepare(
    'DELETE FROM originals WHERE id NOT IN (SELECT original_id FROM compression_texts)',
  )
  const continuations = db
    .prepare<[string], string>('SELECT id FROM compressions WHERE continues = ?')
    .pluck()
  return {
    forget: db.transaction((id: string): boolean => {
      const isGone = remove.run(id).changes > 0
      sweep.run()
      return isGone
    }),
    continuations: (id) => continuations.all(id),
  }
}
