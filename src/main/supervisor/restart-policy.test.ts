import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { expect, test } from 'vitest'
import {
  createImmediatePolicy,
  createRestartPolicy,
  createTirelessPolicy,
  type RestartPolicy,
} from './restart-policy'

/** Ends the process `times` times, each after `livesMs` of which all but none are `ready`. */
function crashLoop(policy: RestartPolicy, livesMs: number, times: number): string[] {
  let now = 0
  return Array.from({ length: times }, () => {
    policy.becameReady(now)
    now += livesMs
    const decision = policy.afterEnd(now)
    now += decision.delayMs
    policy.restarted(now)
    return decision.kind === 'restart'
      ? `${decision.delayMs / 1_000}`
      : decision.first
        ? 'gives up'
        : 'hourly'
  })
}

test('a fast loop: at once, then backoff, then one attempt an hour', () => {
  const policy = createRestartPolicy(() => 1)
  expect(crashLoop(policy, SECOND, 8)).toEqual(['0', '1', '2', '4', '8', 'gives up', 'hourly', 'hourly'])
  expect(policy.gaveUp).toBe(true)
})

test('a slow loop of healthy times is caught by the day', () => {
  const decisions = crashLoop(
    createRestartPolicy(() => 1),
    11 * MINUTE,
    22,
  )
  expect(decisions.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => '0'))
  expect(decisions.slice(20)).toEqual(['gives up', 'gives up'])
})

test('only healthy time resets: long life without being ready does not', () => {
  const policy = createRestartPolicy(() => 1)
  expect(policy.afterEnd(0)).toEqual({ kind: 'restart', delayMs: 0 })
  expect(policy.afterEnd(HOUR)).toEqual({ kind: 'restart', delayMs: 1_000 })
  policy.becameReady(HOUR)
  expect(policy.afterEnd(HOUR + 10 * MINUTE - 1)).toEqual({ kind: 'restart', delayMs: 2_000 })
  policy.becameReady(2 * HOUR)
  policy.leftReady(2 * HOUR + 10 * MINUTE)
  expect(policy.afterEnd(2 * HOUR + 11 * MINUTE)).toEqual({ kind: 'restart', delayMs: 0 })
})

test('a hourly attempt that stays healthy ends the giving up', () => {
  const policy = createRestartPolicy(() => 1)
  crashLoop(policy, SECOND, 6)
  policy.becameReady(2 * HOUR)
  expect(policy.afterEnd(2 * HOUR + 10 * MINUTE)).toEqual({ kind: 'restart', delayMs: 0 })
})

test('a person may ask again at any time; the count of restarts is kept', () => {
  const policy = createRestartPolicy(() => 1)
  crashLoop(policy, SECOND, 7)
  policy.forgive()
  expect(policy.gaveUp).toBe(false)
  expect(policy.restartsInLastDay(3 * HOUR)).toBe(7)
  expect(policy.afterEnd(MINUTE)).toEqual({ kind: 'restart', delayMs: 0 })
})

test('the immediate policy never waits and never gives up', () => {
  const policy = createImmediatePolicy()
  expect(new Set(crashLoop(policy, 1, 500))).toEqual(new Set(['0']))
  expect(policy.restartsInLastDay(500)).toBe(500)
})

test('the tireless policy backs off up to 300 s and never gives up; healthy time mends it', () => {
  const policy = createTirelessPolicy(() => 1)
  const waits = crashLoop(policy, SECOND, 60)
  expect(waits.slice(0, 6)).toEqual(['0', '1', '2', '4', '8', '16'])
  expect(new Set(waits.slice(10))).toEqual(new Set(['300']))
  policy.becameReady(6 * HOUR)
  expect(policy.afterEnd(6 * HOUR + 10 * MINUTE)).toEqual({ kind: 'restart', delayMs: 0 })
})

test('an end that nobody answered with a restart is not counted as one', () => {
  const policy = createRestartPolicy(() => 1)
  policy.afterEnd(0)
  policy.restarted(0)
  policy.afterEnd(SECOND)
  expect(policy.restartsInLastDay(MINUTE)).toBe(1)
})
