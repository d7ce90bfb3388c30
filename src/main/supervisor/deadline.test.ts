import { HOUR } from '@shared/lib/clock'
import { beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { deadline } from './deadline'

let clock: VirtualClock
let passed: number
beforeEach(() => {
  clock = new VirtualClock()
  passed = 0
})

test('passes once, at its time', async () => {
  deadline(clock, 2_000, () => void (passed += 1))
  await clock.advance(1_999)
  expect(passed).toBe(0)
  await clock.advance(10_000)
  expect(passed).toBe(1)
})

test('a disposed one never passes, also after it was renewed', async () => {
  const timeout = deadline(clock, 2_000, () => void (passed += 1))
  clock.stall(60_000)
  await clock.advance(1_000)
  timeout.dispose()
  await clock.advance(10_000)
  expect([passed, clock.pendingTimers]).toEqual([0, 0])
})

test('when we were blocked meanwhile, it starts again', async () => {
  deadline(clock, 2_000, () => void (passed += 1))
  clock.stall(60_000)
  await clock.advance(1_999)
  expect(passed).toBe(0)
  await clock.advance(1)
  expect(passed).toBe(1)
})

test('when the machine slept meanwhile, it starts again', async () => {
  deadline(clock, 2_000, () => void (passed += 1))
  await clock.advance(1_000)
  clock.jumpWall(HOUR)
  await clock.advance(2_999)
  expect(passed).toBe(0)
  await clock.advance(1)
  expect(passed).toBe(1)
})

test('setting the wall clock back does not prolong it', async () => {
  deadline(clock, 2_000, () => void (passed += 1))
  clock.jumpWall(-HOUR)
  await clock.advance(2_000)
  expect(passed).toBe(1)
})
