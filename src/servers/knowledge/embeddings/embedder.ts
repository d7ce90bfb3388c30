import type { Logger } from '@shared/domain/log'
import { errorText } from '@shared/errors'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { EmbeddingsError, MAX_TEXT, type Embed } from './endpoint'
import type { Vectors, Waiting } from './vectors'

export interface EmbedderDeps {
  embed: Embed
  vectors: Vectors
  /** The text of an entry, as the endpoint shall see it; null when it is gone. */
  textOf: (id: number) => string | null
  clock: Clock
  log: Logger
}

const BATCH = 16
const BATCH_TIMEOUT_MS = 60_000
/** A search waits no longer than this for its vector. */
const QUERY_TIMEOUT_MS = 2_000
/** After a failure searches do without for so long. */
const QUERY_PAUSE_MS = 15_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 5 * 60_000

/**
 * Computes the vectors of entries in the background, one batch at a time. The queue is a table, so a crash or an
 * outage of days loses nothing; an endpoint that fails is asked again after 1 s, 2 s, 4 s ... up to 5 minutes.
 */
export class Embedder {
  readonly #deps: EmbedderDeps
  #running: Promise<void> | null = null
  #retry: Disposable | null = null
  #failures = 0
  #queryAgainAt = 0
  #lastError: string | null = null
  readonly #disposal = new AbortController()

  constructor(deps: EmbedderDeps) {
    this.#deps = deps
  }

  /** Why the last attempt gave no vector, by fault of the endpoint or the database; null when it gave one. */
  get lastError(): string | null {
    return this.#lastError
  }

  /** There may be something to do. */
  wake(): void {
    if (this.#isDisposed || this.#running || this.#retry) return
    this.#running = this.#work().finally(() => (this.#running = null))
  }

  /** @returns null when the endpoint gives none in time */
  async vectorOf(query: string): Promise<Float32Array | null> {
    const { embed, clock } = this.#deps
    if (clock.monotonicMs() < this.#queryAgainAt) return null
    try {
      const embedded = await embed([query.slice(0, MAX_TEXT)], QUERY_TIMEOUT_MS, this.#disposal.signal)
      const [vector] = this.#checked(embedded)
      this.#lastError = null
      return vector ?? null
    } catch (error) {
      this.#failed(error)
      this.#queryAgainAt = clock.monotonicMs() + QUERY_PAUSE_MS
      return null
    }
  }

  /** Ends what is under way; the database is not touched after this. */
  dispose(): void {
    this.#retry?.dispose()
    this.#disposal.abort()
  }

  get #isDisposed(): boolean {
    return this.#disposal.signal.aborted
  }

  async #work(): Promise<void> {
    const { vectors, clock } = this.#deps
    try {
      for (let batch = vectors.next(BATCH); batch.length > 0; batch = vectors.next(BATCH)) {
        await this.#embedBatch(batch)
        this.#failures = 0
        this.#lastError = null
      }
    } catch (error) {
      if (this.#isDisposed) return
      this.#failed(error)
      const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS)
      this.#retry = clock.after(delay, () => {
        this.#retry = null
        this.wake()
      })
    }
  }

  async #embedBatch(batch: readonly Waiting[]): Promise<void> {
    const { embed, vectors, textOf } = this.#deps
    const texts = batch.map(({ id }) => textOf(id)?.slice(0, MAX_TEXT).toWellFormed() ?? '')
    try {
      const embedded = await embed(texts, BATCH_TIMEOUT_MS, this.#disposal.signal)
      vectors.save(batch, this.#checked(embedded))
    } catch (error) {
      if (!(error instanceof EmbeddingsError) || error.kind !== 'refused') throw error
      vectors.refuse(batch)
    }
  }

  /** All vectors of a model have one length; another one means another model answers. */
  #checked(embedded: Float32Array[]): Float32Array[] {
    const wanted = this.#deps.vectors.dimensions() ?? embedded[0]?.length
    const odd = embedded.find(({ length }) => length !== wanted)
    if (!odd) return embedded
    throw new EmbeddingsError(
      'unavailable',
      `The embeddings endpoint answered a vector of ${odd.length} numbers where others have ${wanted}. ` +
        'If it now serves another model, give it another name in the settings of Knowledge.',
    )
  }

  /** Whatever failed is tried again, also the database: thrown here, it would end the process, and the next one too. */
  #failed(error: unknown): void {
    const text =
      error instanceof EmbeddingsError ? error.message : `Embeddings could not be kept: ${errorText(error)}`
    // Once for an outage, not for every attempt.
    if (this.#lastError !== text) this.#deps.log.warn(text)
    this.#lastError = text
  }
}
