import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

/** A timer this late means that not the other side was slow but we were: blocked, stopped or asleep. */
const LATE_MS = SECOND
/** The wall clock this far ahead of the monotonic one means the machine slept. */
const SLEPT_MS = 5 * SECOND

/** Tells, from one moment to another, whether this process was absent. */
export function attendance(clock: Clock): (expectedMs: number) => boolean {
  const startedAt = clock.monotonicMs()
  const wallStartedAt = clock.epochMs()
  return (expectedMs) => {
    const elapsed = clock.monotonicMs() - startedAt
    const wallElapsed = clock.epochMs() - wallStartedAt
    return elapsed - expectedMs < LATE_MS && wallElapsed - elapsed < SLEPT_MS
  }
}

/**
 * A timeout that never blames another process for our own absence: when it fires late, or the machine slept
 * in between, the other side gets the whole time once more.
 *
 * @param onPassed called once, when `delayMs` passed with us present
 */
export function deadline(clock: Clock, delayMs: number, onPassed: () => void): Disposable {
  let timer: Disposable
  const arm = (): void => {
    const wasPresent = attendance(clock)
    timer = clock.after(delayMs, () => (wasPresent(delayMs) ? onPassed() : arm()))
  }
  arm()
  return { dispose: () => timer.dispose() }
}
