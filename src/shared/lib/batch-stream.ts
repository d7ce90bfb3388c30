import type { Clock } from './clock'
import type { Disposable } from './disposable'

export interface BatchStreamOptions<T> {
  /** Connects the source when reading begins; its result disconnects. */
  subscribe(push: (items: readonly T[]) => void): Disposable
  clock: Clock
  /** Least time between two batches. */
  intervalMs: number
  /** A batch holds the newest items up to this number; the others are counted in `dropped`. */
  maxItems: number
  /** Ends the stream when the reader goes away. */
  signal: AbortSignal | undefined
}

/** What came since the last batch: the newest items, oldest first, and how many were left out before them. */
export interface Batch<T> {
  items: T[]
  dropped: number
}

/**
 * Turns a fast source into batches for one reader. Nothing is collected beyond twice `maxItems`: a reader
 * that is slow, or a source that is fast, costs items, never memory.
 */
export async function* batchStream<T>(options: BatchStreamOptions<T>): AsyncGenerator<Batch<T>, void, void> {
  const { clock, intervalMs, maxItems, signal } = options
  const waiting = collectNewest<T>(maxItems)
  let wake = (): void => {}
  const source = options.subscribe((items) => {
    waiting.add(items)
    wake()
  })
  const onAbort = (): void => wake()
  signal?.addEventListener('abort', onAbort)
  let nextAt = clock.monotonicMs()
  try {
    while (!signal?.aborted) {
      const pauseMs = nextAt - clock.monotonicMs()
      if (!waiting.isEmpty() && pauseMs <= 0) {
        nextAt = clock.monotonicMs() + intervalMs
        yield waiting.take()
      } else {
        // Woken by an item, the abort or the end of the pause, whichever comes first; then everything is looked at again.
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = waiting.isEmpty() ? resolve : () => signal?.aborted && resolve()
        const pause = waiting.isEmpty() ? null : clock.after(pauseMs, resolve)
        await promise
        pause?.dispose()
      }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    source.dispose()
  }
}

interface Newest<T> {
  add(items: readonly T[]): void
  isEmpty(): boolean
  take(): Batch<T>
}

function collectNewest<T>(maxItems: number): Newest<T> {
  let items: T[] = []
  let dropped = 0
  const trim = (): void => {
    if (items.length <= maxItems) return
    dropped += items.length - maxItems
    items = items.slice(-maxItems)
  }
  return {
    add(more) {
      for (const item of more) items.push(item)
      // Trimming at twice the size keeps the cost per item constant.
      if (items.length > 2 * maxItems) trim()
    },
    isEmpty: () => items.length === 0,
    take() {
      trim()
      const batch = { items, dropped }
      items = []
      dropped = 0
      return batch
    },
  }
}
