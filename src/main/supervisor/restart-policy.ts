import { DAY, HOUR, MINUTE } from '@shared/lib/clock'
import { backoffDelayMs } from './backoff'
import { CrashWindow } from './crash-window'

/** This long `ready` without a break, and the service counts as well again. */
export const HEALTHY_MS = 10 * MINUTE
/** After giving up: one attempt in this time. */
export const ATTEMPT_EVERY_MS = HOUR

export type RestartDecision =
  | { kind: 'restart'; delayMs: number }
  /** `ends`: in the last 24 h. `first`: this end is the one that made it give up. */
  | { kind: 'give-up'; delayMs: number; ends: number; first: boolean }

/** When a process that ended unplanned is started again. All times are monotonic ms. */
export interface RestartPolicy {
  afterEnd(atMs: number): RestartDecision
  /** What `afterEnd` decided was done; an end that no restart followed is none. */
  restarted(atMs: number): void
  becameReady(atMs: number): void
  leftReady(atMs: number): void
  /** Still ready: credits the healthy time while the process lives on. */
  stayedReady(atMs: number): void
  /** A person asked for a start: the past is forgotten, except in the count shown to people. */
  forgive(): void
  /** True between giving up and the next long healthy time. */
  readonly gaveUp: boolean
  /** Unplanned restarts in the last 24 h. */
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
  let earlier = 0
  let gaveUp = false
  const healthyTime = createHealthyTime(() => {
    earlier = 0
    gaveUp = false
  })
  return {
    ...healthyTime,
    ...countOf(new CrashWindow()),
    afterEnd(atMs) {
      healthyTime.leftReady(atMs)
      window.record(atMs)
      if (gaveUp || window.isExceeded(atMs)) {
        const first = !gaveUp
        gaveUp = true
        return { kind: 'give-up', delayMs: ATTEMPT_EVERY_MS, ends: window.count(atMs, DAY), first }
      }
      return { kind: 'restart', delayMs: backoffDelayMs(earlier++, random()) }
    },
    forgive() {
      window.clear()
      earlier = 0
      gaveUp = false
    },
    get gaveUp() {
      return gaveUp
    },
  }
}

/**
 * The policy of what nothing works without (the gateway): the same backoff up to 300 s, but it never gives up,
 * since an hour without it would be an hour without any service.
 */
export function createTirelessPolicy(random: () => number): RestartPolicy {
  let earlier = 0
  const forgive = (): void => void (earlier = 0)
  const healthyTime = createHealthyTime(forgive)
  return {
    ...healthyTime,
    ...countOf(new CrashWindow()),
    afterEnd(atMs) {
      healthyTime.leftReady(atMs)
      return { kind: 'restart', delayMs: backoffDelayMs(earlier++, random()) }
    },
    forgive,
    gaveUp: false,
  }
}

/** The policy of OMNIMIND_RESTART_POLICY=immediate: at once, always. For chaos runs; shown as a warning. */
export function createImmediatePolicy(): RestartPolicy {
  return {
    ...countOf(new CrashWindow()),
    afterEnd: () => ({ kind: 'restart', delayMs: 0 }),
    becameReady() {},
    leftReady() {},
    stayedReady() {},
    forgive() {},
    gaveUp: false,
  }
}

type HealthyTime = Pick<RestartPolicy, 'becameReady' | 'leftReady' | 'stayedReady'>

/** @param onHealthy called when a process was `ready` long enough to count as well again */
function createHealthyTime(onHealthy: () => void): HealthyTime {
  let readySince: number | null = null
  const stayedReady = (atMs: number): void => {
    if (readySince !== null && atMs - readySince >= HEALTHY_MS) onHealthy()
  }
  return {
    stayedReady,
    becameReady: (atMs) => void (readySince ??= atMs),
    leftReady(atMs) {
      stayedReady(atMs)
      readySince = null
    },
  }
}

function countOf(restarts: CrashWindow): Pick<RestartPolicy, 'restarted' | 'restartsInLastDay'> {
  return {
    restarted: (atMs) => restarts.record(atMs),
    restartsInLastDay: (atMs) => restarts.count(atMs, DAY),
  }
}
