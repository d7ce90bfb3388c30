import { DAY, HOUR, MINUTE } from '@shared/lib/clock'
import { backoffDelayMs } from './backoff'
import { CrashWindow } from './crash-window'

/** This long `ready` without a break, and the service counts as well again. */
export const HEALTHY_MS = 10 * MINUTE
/** After giving up: one attempt in this time. */
export const ATTEMPT_EVERY_MS = HOUR

export type RestartDecision =
  | { kind: 'restart'; delayMs: number }
  /** `first` is true when this end is the one that made it give up. */
  | { kind: 'give-up'; delayMs: number; first: boolean }

/** When a process that ended unplanned is started again. All times are monotonic ms. */
export interface RestartPolicy {
  afterEnd(atMs: number): RestartDecision
  becameReady(atMs: number): void
  leftReady(atMs: number): void
  /** Still ready: credits the healthy time while the process lives on. */
  stayedReady(atMs: number): void
  /** A person asked for a start: the past is forgotten, except in the count shown to people. */
  forgive(): void
  /** True between giving up and the next long healthy time. */
  readonly gaveUp: boolean
  /** Unplanned ends that were answered with a restart, in the last 24 h. */
  restartsInLastDay(atMs: number): number
}

/**
 * The standard policy: backoff, and two crash windows over it.
 *
 * 1. Only *healthy* time mends: 10 min of `ready` on end reset the backoff and the giving up. Time since
 *    the process started says nothing, a service that dies every 44 s is started 1,962 times a day by it.
 * 2. Giving up means one attempt an hour, not none: causes outside may pass while nobody looks.
 * 3. Bound: restarts that are not hourly attempts need a 24 h window with at most 20 ends, and hourly
 *    attempts are 24 a day, so no 24 h see more than 44 restarts, however long the service lives.
 */
export function createRestartPolicy(random: () => number): RestartPolicy {
  const window = new CrashWindow()
  const restarts = new CrashWindow()
  let earlier = 0
  let readySince: number | null = null
  let gaveUp = false

  const stayedReady = (atMs: number): void => {
    if (readySince === null || atMs - readySince < HEALTHY_MS) return
    earlier = 0
    gaveUp = false
  }
  const leftReady = (atMs: number): void => {
    stayedReady(atMs)
    readySince = null
  }
  return {
    afterEnd(atMs) {
      leftReady(atMs)
      window.record(atMs)
      restarts.record(atMs)
      if (gaveUp || window.isExceeded(atMs)) {
        const first = !gaveUp
        gaveUp = true
        return { kind: 'give-up', delayMs: ATTEMPT_EVERY_MS, first }
      }
      return { kind: 'restart', delayMs: backoffDelayMs(earlier++, random()) }
    },
    becameReady(atMs) {
      readySince ??= atMs
    },
    leftReady,
    stayedReady,
    forgive() {
      window.clear()
      earlier = 0
      gaveUp = false
    },
    get gaveUp() {
      return gaveUp
    },
    restartsInLastDay: (atMs) => restarts.count(atMs, DAY),
  }
}

/** The policy of OMNIMIND_RESTART_POLICY=immediate: at once, always. For chaos runs; shown as a warning. */
export function createImmediatePolicy(): RestartPolicy {
  const restarts = new CrashWindow()
  return {
    afterEnd(atMs) {
      restarts.record(atMs)
      return { kind: 'restart', delayMs: 0 }
    },
    becameReady() {},
    leftReady() {},
    stayedReady() {},
    forgive() {},
    gaveUp: false,
    restartsInLastDay: (atMs) => restarts.count(atMs, DAY),
  }
}
