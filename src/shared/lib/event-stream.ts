import type { Disposable } from './disposable'

/**
 * Turns pushed values into an async iterator for one reader.
 * A reader slower than the source loses the oldest values beyond `capacity`, never memory.
 *
 * @param subscribe connects the source; its result disconnects
 * @param signal ends the stream when the reader goes away
 */
export async function* eventStream<T>(
  subscribe: (push: (value: T) => void) => Disposable,
  signal: AbortSignal | undefined,
  capacity = 1_000,
): AsyncGenerator<T, void, void> {
  const waiting: T[] = []
  let wake = (): void => {}
  const source = subscribe((value) => {
    waiting.push(value)
    if (waiting.length > capacity) waiting.shift()
    wake()
  })
  const onAbort = (): void => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    while (!signal?.aborted) {
      while (waiting.length > 0) yield waiting.shift() as T
      if (signal?.aborted) return
      await new Promise<void>((resolve) => {
        wake = resolve
        if (waiting.length > 0) resolve()
      })
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    source.dispose()
  }
}
