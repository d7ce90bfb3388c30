/** What works in one repository now, or waits to. */
interface Turn {
  /** Ends when the last writing call has. */
  written: Promise<unknown>
  /** Reading calls since. */
  reading: Set<Promise<unknown>>
}

/**
 * Lets the calls on one repository wait for each other: a writing call works alone, reading calls side by side. So writing calls
 * do not meet each other's locks, and what was looked at before a git command is still so when the command looks.
 */
export class Turns {
  readonly #turns = new Map<string, Turn>()

  /** @param key the same for all that share a configuration and objects */
  async read<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.#turnOf(key)
    const done = turn.written.then(work)
    const settled = settle(done)
    turn.reading.add(settled)
    try {
      return await done
    } finally {
      turn.reading.delete(settled)
      this.#forget(key, turn.written)
    }
  }

  async write<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { written, reading } = this.#turnOf(key)
    const done = Promise.all([written, ...reading]).then(work)
    const settled = settle(done)
    this.#turns.set(key, { written: settled, reading: new Set() })
    try {
      return await done
    } finally {
      this.#forget(key, settled)
    }
  }

  #turnOf(key: string): Turn {
    const turn = this.#turns.get(key) ?? { written: Promise.resolve(), reading: new Set() }
    this.#turns.set(key, turn)
    return turn
  }

  /** Forgets a repository in which nothing works after `written`. */
  #forget(key: string, written: Promise<unknown>): void {
    const turn = this.#turns.get(key)
    if (turn?.written === written && turn.reading.size === 0) this.#turns.delete(key)
  }
}

/** Ends when the work has, whether or not it failed. */
async function settle(work: Promise<unknown>): Promise<void> {
  await Promise.allSettled([work])
}
