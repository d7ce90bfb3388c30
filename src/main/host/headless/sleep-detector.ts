import type { Clock } from '@shared/lib/clock'
import { SECOND } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'

/** A tick this much later on the wall clock than on the monotonic one means the machine slept. */
const SLEPT_MS = 5 * SECOND

/**
 * Tells sleep without help from the desktop: while a machine sleeps its wall clock goes on and the monotonic
 * clock stands still (on Linux and macOS), so the difference between the two jumps. Setting the system clock
 * forward looks the same; the only consequence is that probes pause for a moment.
 */
export function detectSleep(clock: Clock, listener: (event: 'suspend' | 'resume') => void): Disposable {
  let difference = clock.epochMs() - clock.monotonicMs()
  return clock.every(SECOND, () => {
    const now = clock.epochMs() - clock.monotonicMs()
    const slept = now - difference > SLEPT_MS
    difference = now
    if (!slept) return
    listener('suspend')
    listener('resume')
  })
}
