import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { z } from 'zod'
import { sqliteCode } from '../kit/store/database-problem'

/** By which rankings a result was ordered; `part`: found as a part of a word, newest first. */
export const rankingNames = ['bm25', 'window', 'embeddings', 'part'] as const

/** A result without its entries' text, which is read anew. */
export const RankedResult = z.object({
  hits: z.array(z.object({ id: z.number(), score: z.number() })),
  rankedBy: z.array(z.enum(rankingNames)),
})
export type RankedResult = z.infer<typeof RankedResult>

/** Results by query, until anything changes that a search may find. */
export interface SearchCache {
  readonly generation: number
  find(query: object): RankedResult | null
  /** @param generation as it was before the search began */
  keep(query: object, generation: number, result: RankedResult): void
}

const MAX_KEPT = 1_000

export function createSearchCache(db: Database.Database): SearchCache {
  const generation = db.prepare<[], number>('SELECT number FROM generation').pluck()
  const find = db
    .prepare<[Buffer, number], string>(
      'SELECT result FROM search_cache WHERE query_hash = ? AND generation = ?',
    )
    .pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM search_cache').pluck()
  const keep = db.prepare(
    'INSERT OR REPLACE INTO search_cache (query_hash, generation, result) VALUES (?, ?, ?)',
  )
  const forgetOld = db.prepare('DELETE FROM search_cache WHERE generation < ?')
  const forgetAll = db.prepare('DELETE FROM search_cache')
  const current = (): number => generation.get() ?? 0
  const store = db.transaction((hash: Buffer, at: number, result: string) => {
    if ((count.get() ?? 0) >= MAX_KEPT && forgetOld.run(at).changes === 0) forgetAll.run()
    keep.run(hash, at, result)
  })
  return {
    get generation() {
      return current()
    },
    find(query) {
      const kept = find.get(hashOf(query), current())
      return kept === undefined ? null : RankedResult.parse(JSON.parse(kept))
    },
    keep(query, at, result) {
      // Losing this in a power cut costs nothing, so nobody waits for the disk.
      db.pragma('synchronous = NORMAL')
      try {
        store(hashOf(query), at, JSON.stringify(result))
      } catch (error) {
        // A full disk must not take the answer from the caller.
        if (sqliteCode(error) === null) throw error
      } finally {
        db.pragma('synchronous = FULL')
      }
    },
  }
}

function hashOf(query: object): Buffer {
  return createHash('sha256').update(JSON.stringify(query)).digest()
}
