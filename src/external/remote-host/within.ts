import type { Clock } from '@shared/lib/clock'

/** Runs with a signal that is aborted with the one given, or when the time is up. */
export async function within(
  clock: Clock,
  limitMs: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const late = new AbortController()
  const timer = clock.after(limitMs, () => late.abort(new Error('It was not taken in time.')))
  try {
    await run(AbortSignal.any([outer, late.signal]))
  } finally {
    timer.dispose()
  }
}
