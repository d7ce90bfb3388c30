import type Database from 'better-sqlite3'

/** An entry that has no vector yet. */
export interface Waiting {
  id: number
  /** Of the entry, to notice when it was written in between. */
  updatedAt: number
}

/** All vectors are compared up to so many; beyond, only those of entries that the words found. */
const MAX_COMPARED = 20_000
/** So many at once; comparing them takes some milliseconds. */
const SLICE = 1_000
/** An entry whose text was refused so often is left alone until it is written again. */
const MAX_REFUSALS = 3

/** The vectors of one model, and which entries wait for theirs. */
export type Vectors = ReturnType<typeof createVectors>

export function createVectors(db: Database.Database, model: string) {
  return { ...queue(db, model), ...comparison(db, model) }
}

/** Forgets the vector of an entry whose value changed, and lets it wait for a new one. */
export function createVectorFollower(db: Database.Database): (id: number) => void {
  const forget = db.prepare('DELETE FROM embeddings WHERE knowledge_id = ?')
  const enqueue = db.prepare('INSERT OR REPLACE INTO embedding_queue (knowledge_id, refusals) VALUES (?, 0)')
  return (id) => {
    forget.run(id)
    enqueue.run(id)
  }
}

function queue(db: Database.Database, model: string) {
  db.prepare(
    `INSERT OR IGNORE INTO embedding_queue (knowledge_id)
     SELECT knowledge_id FROM embeddings WHERE model <> ?`,
  ).run(model)
  const next = db.prepare<[number, number], Waiting>(
    `SELECT id, updated_at AS updatedAt FROM embedding_queue JOIN knowledge ON id = knowledge_id
     WHERE refusals < ${MAX_REFUSALS} AND refusals <= ? ORDER BY refusals, id LIMIT ?`,
  )
  const refuse = db.prepare('UPDATE embedding_queue SET refusals = refusals + 1 WHERE knowledge_id = ?')
  const isUnchanged = db
    .prepare<[number, number], number>('SELECT 1 FROM knowledge WHERE id = ? AND updated_at = ?')
    .pluck()
  const save = db.prepare(
    `INSERT OR REPLACE INTO embeddings (knowledge_id, model, dimensions, vector) VALUES (?, ?, ?, ?)`,
  )
  const done = db.prepare('DELETE FROM embedding_queue WHERE knowledge_id = ?')
  const changed = db.prepare('UPDATE generation SET number = number + 1')
  const counts = db.prepare<[string], { embedded: number; waiting: number; refused: number }>(
    `SELECT (SELECT count(*) FROM embeddings WHERE model = ?) AS embedded,
       count(*) FILTER (WHERE refusals < ${MAX_REFUSALS}) AS waiting,
       count(*) FILTER (WHERE refusals >= ${MAX_REFUSALS}) AS refused
     FROM embedding_queue`,
  )
  return {
    /** Those never refused go first; refused ones go one by one, so that each is judged by itself. */
    next(limit: number): Waiting[] {
      const fresh = next.all(0, limit)
      return fresh.length > 0 ? fresh : next.all(MAX_REFUSALS, 1)
    },
    refuse: db.transaction((waiting: readonly Waiting[]) => {
      for (const { id } of waiting) refuse.run(id)
    }),
    /** Entries written or removed since they were read keep waiting, or are gone. */
    save: db.transaction((waiting: readonly Waiting[], vectors: readonly Float32Array[]) => {
      for (const [index, { id, updatedAt }] of waiting.entries()) {
        const vector = vectors[index]
        if (!vector || isUnchanged.get(id, updatedAt) === undefined) continue
        save.run(id, model, vector.length, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength))
        done.run(id)
      }
      changed.run()
    }),
    counts: () => counts.get(model) ?? { embedded: 0, waiting: 0, refused: 0 },
  }
}

function comparison(db: Database.Database, model: string) {
  const dimensions = db
    .prepare<[string], number>('SELECT dimensions FROM embeddings WHERE model = ? LIMIT 1')
    .pluck()
  const count = db.prepare<[string], number>('SELECT count(*) FROM embeddings WHERE model = ?').pluck()
  const select = `SELECT knowledge_id AS id, vector FROM embeddings JOIN knowledge ON id = knowledge_id
     WHERE model = @model AND dimensions = @dimensions
       AND (@source IS NULL OR source = @source) AND (@category IS NULL OR category = @category)`
  const slice = db.prepare<[object], { id: number; vector: Buffer }>(
    `${select} AND knowledge_id > @after ORDER BY knowledge_id LIMIT ${SLICE}`,
  )
  const some = db.prepare<[object], { id: number; vector: Buffer }>(
    `${select} AND knowledge_id IN (SELECT value FROM json_each(@ids))`,
  )
  return {
    /** How long this model's vectors are; null before the first. */
    dimensions: (): number | null => dimensions.get(model) ?? null,
    /** Ids by cosine, best first; with very many vectors only among `candidates`. */
    async rank(
      query: Float32Array,
      filter: { source: string | null; category: string | null },
      candidates: readonly number[],
      limit: number,
    ): Promise<number[]> {
      const values = { model, dimensions: query.length, ...filter }
      const scored: { id: number; score: number }[] = []
      const compare = (rows: readonly { id: number; vector: Buffer }[]): void => {
        for (const { id, vector } of rows) scored.push({ id, score: dot(query, vector) })
      }
      if ((count.get(model) ?? 0) > MAX_COMPARED)
        compare(some.all({ ...values, ids: JSON.stringify(candidates) }))
      else
        for (let rows = slice.all({ ...values, after: 0 }); rows.length > 0;) {
          compare(rows)
          // Other calls get their turn.
          await new Promise((resolve) => setImmediate(resolve))
          rows = slice.all({ ...values, after: rows.at(-1)?.id ?? 0 })
        }
      return scored
        .sort((a, b) => b.score - a.score)
        .slice(0, limit)
        .map(({ id }) => id)
    },
  }
}

function dot(query: Float32Array, stored: Buffer): number {
  // SQLite's buffers need not begin where a Float32Array may.
  const aligned = stored.byteOffset % 4 === 0 ? stored : Buffer.from(new Uint8Array(stored).buffer)
  const vector = new Float32Array(aligned.buffer, aligned.byteOffset, query.length)
  let sum = 0
  for (let n = 0; n < query.length; n++) sum += (query[n] as number) * (vector[n] as number)
  return sum
}
