import type { ServiceSettings } from '@shared/domain/manifest'
import { openDatabase, type DatabaseSpec } from '../kit/store/open-database'
import { textOf } from './entry-rows'
import { createEntryReads, type EntryReads } from './entry-reads'
import { createEntryWrites, type EntryWrites } from './entry-writes'
import { createForgetMatching } from './forget-matching'
import { Embedder } from './embeddings/embedder'
import { createEndpoint } from './embeddings/endpoint'
import { embeddingsSettings } from './embeddings/settings'
import { createVectorFollower, createVectors } from './embeddings/vectors'
import { migrations } from './migrations'
import { createSearchIndex } from './search-index'
import { createKnowledgeSearch } from './search-knowledge'
import { createStatistics } from './statistics'

export interface EmbeddingsState {
  model: string
  embedded: number
  waiting: number
  /** The endpoint would not take their text. */
  refused: number
  lastError: string | null
}

/** All entries, with their search. */
export interface KnowledgeStore
  extends
    Pick<EntryWrites, 'remember' | 'update' | 'forget'>,
    Pick<EntryReads, 'recall' | 'recallMatching' | 'list' | 'similarKeys'> {
  forgetMatching: ReturnType<typeof createForgetMatching>
  search: ReturnType<typeof createKnowledgeSearch>
  statistics: ReturnType<typeof createStatistics>
  /** Null when no endpoint is set. */
  embeddings(): EmbeddingsState | null
  /** Entries were written: their vectors may be computed. */
  written(): void
  close(): void
}

export interface StoreSpec extends Omit<DatabaseSpec, 'file' | 'migrations'> {
  settings: ServiceSettings
}

/** @throws OmniMindError, also CONFIG_INVALID for settings that cannot work */
export function openKnowledgeStore({ settings, ...spec }: StoreSpec): KnowledgeStore {
  const endpoint = embeddingsSettings(settings)
  const db = openDatabase({ ...spec, file: 'knowledge.db', migrations })
  const index = createSearchIndex(db)
  const reads = createEntryReads(db)
  const writes = createEntryWrites(db, spec.clock, index, { written: createVectorFollower(db) })

  const vectors = endpoint && createVectors(db, endpoint.model)
  const textForModel = (id: number): string | null => {
    const row = reads.row(id)
    return row ? `${row.category}: ${row.key}\n${textOf(row.value)}` : null
  }
  const embedder =
    endpoint &&
    vectors &&
    new Embedder({
      embed: createEndpoint(endpoint),
      vectors,
      textOf: textForModel,
      clock: spec.clock,
      log: spec.log,
    })
  const embeddings = embedder && vectors ? { embedder, vectors } : null
  embedder?.wake()

  return {
    ...writes,
    ...reads,
    forgetMatching: createForgetMatching(db, reads, writes),
    search: createKnowledgeSearch({ db, index, row: reads.row, embeddings }),
    statistics: createStatistics(db),
    embeddings: () =>
      endpoint &&
      embeddings && {
        model: endpoint.model,
        ...embeddings.vectors.counts(),
        lastError: embeddings.embedder.lastError,
      },
    written: () => embedder?.wake(),
    close() {
      embedder?.dispose()
      db.close()
    },
  }
}
