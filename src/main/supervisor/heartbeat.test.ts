import { HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createHeartbeat, type Heartbeat } from './heartbeat'

let clock: VirtualClock
let heartbeat: Heartbeat
let hungAt: number | null
let asked: number[]
/** How long the process takes to answer; null when it hangs. */
let answersAfterMs: number | null

beforeEach(() => {
  clock = new VirtualClock()
  hungAt = null
  asked = []
  answersAfterMs = 10
  const ask = (n: number): void => {
    asked.push(n)
    if (answersAfterMs !== null) clock.after(answersAfterMs, () => heartbeat.answered())
  }
  heartbeat = createHeartbeat(clock, ask, () => (hungAt = clock.monotonicMs()))
})

test('asks every 5 s and is content with answers', async () => {
  await clock.advance(HOUR)
  expect(asked.length).toBe(720)
  expect(hungAt).toBeNull()
})

test('a hang is found within 15.5 s of the last sign of life, once', async () => {
  await clock.advance(MINUTE)
  answersAfterMs = null
  const lastSign = clock.monotonicMs()
  await clock.advance(MINUTE)
  expect(hungAt).toBe(lastSign + 15.5 * SECOND)
  expect(clock.pendingTimers).toBe(0)
})

test('a slow process is not a hung one', async () => {
  answersAfterMs = 10.4 * SECOND
  await clock.advance(HOUR)
  expect(hungAt).toBeNull()
})

test('we were blocked ourselves: nothing is held against the process', async () => {
  answersAfterMs = null
  await clock.advance(13 * SECOND)
  clock.stall(MINUTE)
  await clock.advance(9 * SECOND)
  expect(hungAt).toBeNull()
  answersAfterMs = 10
  await clock.advance(MINUTE)
  expect(hungAt).toBeNull()
})

test('the machine slept: nothing is held against the process', async () => {
  answersAfterMs = null
  await clock.advance(15_200)
  clock.jumpWall(8 * HOUR)
  await clock.advance(10 * SECOND)
  expect(hungAt).toBeNull()
})

test('a hang that lasts over a sleep is still found', async () => {
  answersAfterMs = null
  await clock.advance(12 * SECOND)
  clock.jumpWall(8 * HOUR)
  await clock.advance(20 * SECOND)
  expect(hungAt).not.toBeNull()
})

test('while paused it neither asks nor judges', async () => {
  answersAfterMs = null
  await clock.advance(11 * SECOND)
  heartbeat.pause()
  await clock.advance(HOUR)
  expect([asked.length, hungAt, clock.pendingTimers]).toEqual([2, null, 0])
  heartbeat.resume()
  await clock.advance(15 * SECOND)
  expect(hungAt).toBeNull()
  await clock.advance(0.5 * SECOND)
  expect(hungAt).toBe(clock.monotonicMs())
})
