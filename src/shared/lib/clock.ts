import type { Disposable } from './disposable'

/**
 * Time as an argument. Durations are measured on `monotonicMs` (never jumps); `epochMs` is for display,
 * storage and schedules. Tests pass a virtual clock and decide when time passes.
 */
export interface Clock {
  /** Milliseconds on a clock that only moves forward; zero is arbitrary. */
  monotonicMs(): number
  /** UTC milliseconds since 1970; may jump when the system clock is set. */
  epochMs(): number
  /** Calls `run` once after `delayMs`; dispose to cancel. */
  after(delayMs: number, run: () => void): Disposable
  /** Calls `run` every `intervalMs`; dispose to stop. */
  every(intervalMs: number, run: () => void): Disposable
}

/** The machine's own clock. Its timers never keep a process alive by themselves. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  epochMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    unref(timer)
    return { dispose: () => clearTimeout(timer) }
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs)
    unref(timer)
    return { dispose: () => clearInterval(timer) }
  },
}

/** Node timers have `unref`; a browser's are plain numbers. */
function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}

/** Resolves after `delayMs` on the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve))
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
