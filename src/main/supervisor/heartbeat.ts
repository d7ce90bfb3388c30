import { SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { attendance } from './deadline'

export const BEAT_EVERY_MS = 5 * SECOND
const MISSES = 3
/** What the last of the three beats gets for its answer; the first had over 10 s by then. */
const GRACE_MS = 0.5 * SECOND

export interface Heartbeat extends Disposable {
  /** The process answered a beat. Any answer proves it alive, also a late one. */
  answered(): void
  /** Stops asking and judging, e.g. while the machine is suspended. */
  pause(): void
  resume(): void
}

/**
 * Asks a process every 5 s over its private channel whether it is alive.
 *
 * 1. It hangs when three beats in a row stayed unanswered and the third had 0.5 s: found 15.5 s after the
 *    last sign of life at the latest, 10.5 s at the earliest.
 * 2. Beats that we sent late, or slept through, are not counted: the answers may lie unread in our own queue.
 *
 * @param ask sends beat number n
 * @param onHung called once; the heartbeat has stopped by then
 */
export function createHeartbeat(clock: Clock, ask: (n: number) => void, onHung: () => void): Heartbeat {
  let sent = 0
  let unanswered = 0
  let ticking: Disposable | null = null
  let grace: Disposable | null = null

  const pause = (): void => {
    ticking?.dispose()
    grace?.dispose()
    ticking = grace = null
    unanswered = 0
  }
  const beat = (): void => {
    unanswered += 1
    ask(++sent)
    if (unanswered < MISSES || grace) return
    const wasPresent = attendance(clock)
    grace = clock.after(GRACE_MS, () => {
      // Absent ourselves: not a little more time but a new beginning, it has as much to catch up with as we.
      if (!wasPresent(GRACE_MS)) return answered()
      pause()
      onHung()
    })
  }
  const resume = (): void => {
    if (ticking) return
    const wait = (): void => {
      const wasPresent = attendance(clock)
      ticking = clock.after(BEAT_EVERY_MS, () => {
        wait()
        if (!wasPresent(BEAT_EVERY_MS)) answered()
        beat()
      })
    }
    wait()
  }
  const answered = (): void => {
    unanswered = 0
    grace?.dispose()
    grace = null
  }
  resume()
  return { answered, pause, resume, dispose: pause }
}
