import { sleep, systemClock } from '@shared/lib/clock'
import { isAborted } from './problem'

/** A stream that ended by itself is opened again after this long, ms. */
const REOPEN_MS = 1_000

/**
 * Reads a stream of the contract until `signal` aborts. A stream that ends or breaks while the link stands
 * is opened again; a lost link aborts the signal, and the next one follows anew.
 */
export function follow<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  signal: AbortSignal,
  onValue: (value: T) => void,
  onError: (error: unknown) => void = () => {},
): void {
  void (async () => {
    while (!signal.aborted) {
      try {
        for await (const value of await open(signal)) {
          if (signal.aborted) return
          onValue(value)
        }
      } catch (error) {
        if (isAborted(error, signal)) return
        onError(error)
      }
      await sleep(systemClock, REOPEN_MS)
    }
  })()
}
