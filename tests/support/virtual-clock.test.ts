import { expect, test } from 'vitest'
import { VirtualClock } from './virtual-clock'

test('runs due timers in order and lets promises settle between them', async () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  clock.after(20, () => void seen.push(`b@${clock.monotonicMs()}`))
  clock.after(10, () => {
    seen.push('a')
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => seen.push('a settled'))
  })
  await clock.advance(30)
  expect(seen).toEqual(['a', 'a settled', 'b@20'])
  expect(clock.monotonicMs()).toBe(30)
})

test('an interval repeats until disposed; nothing stays behind', async () => {
  const clock = new VirtualClock()
  let ticks = 0
  const interval = clock.every(10, () => void (ticks += 1))
  await clock.advance(35)
  interval.dispose()
  await clock.advance(100)
  expect(ticks).toBe(3)
  expect(clock.pendingTimers).toBe(0)
})

test('the wall clock jumps alone, and a stall makes timers late without a burst', async () => {
  const clock = new VirtualClock(1_000)
  const at: number[] = []
  clock.every(10, () => void at.push(clock.monotonicMs()))
  clock.jumpWall(5_000)
  expect([clock.monotonicMs(), clock.epochMs()]).toEqual([0, 6_000])
  clock.stall(55)
  await clock.advance(10)
  expect(at).toEqual([55, 65])
})
