/** One sample may be a garbage collection that has not run yet; three in a row are a leak. */
const SAMPLES_OVER = 3
/** Beyond this share of the limit there is no time to ask nicely. */
const KILL_FACTOR = 1.25

export type MemoryVerdict = 'fine' | 'recycle' | 'kill'

/** Judges the resident memory of one instance, sample by sample. */
export class MemoryWatch {
  readonly #limitBytes: () => number
  #over = 0

  /** @param limitBytes read at each sample, so that a changed setting counts at once */
  constructor(limitBytes: () => number) {
    this.#limitBytes = limitBytes
  }

  /** @param rssBytes resident memory now */
  sample(rssBytes: number): MemoryVerdict {
    const limit = this.#limitBytes()
    if (rssBytes > limit * KILL_FACTOR) return 'kill'
    this.#over = rssBytes > limit ? this.#over + 1 : 0
    return this.#over >= SAMPLES_OVER ? 'recycle' : 'fine'
  }
}
