import { describe, expect, test } from 'vitest'
import { RateGuard } from './rate-guard'
import { SlidingWindow } from './sliding-window'
import { TokenBucket } from './token-bucket'

/** Numbers that look random and are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

describe('the token bucket', () => {
  test('over a million arrivals it agrees with a model in whole numbers, call by call', () => {
    // 6,000 a minute is one token in 10 ms: on whole milliseconds the model is exact.
    const random = numbers(1)
    const bucket = new TokenBucket(50, 6_000, 0)
    let now = 0
    let tenths = 500
    let differences = 0
    for (let n = 0; n < 1_000_000; n++) {
      const step = random() < 0.7 ? 0 : Math.floor(random() * 40)
      now += step
      tenths = Math.min(500, tenths + step)
      const passes = tenths >= 10
      if (passes) tenths -= 10
      const passed = bucket.waitMs(now) === 0
      if (passed) bucket.take()
      if (passed !== passes) differences++
    }
    expect(differences).toBe(0)
  })

  test('says exactly when the next call may pass', () => {
    const bucket = new TokenBucket(1, 60, 0)
    expect(bucket.waitMs(0)).toBe(0)
    bucket.take()
    expect(bucket.waitMs(250)).toBe(750)
    expect(bucket.waitMs(999.9)).toBe(0)
  })
})

describe('the sliding window', () => {
  test('never lets one call too many through in any 60 s, and holds back only within a second of that', () => {
    const random = numbers(2)
    const window = new SlidingWindow(100, 0)
    const passed: number[] = []
    let now = 0
    for (let n = 0; n < 200_000; n++) {
      now += random() * 900
      const inLast = (ms: number): number => {
        let count = 0
        for (let i = passed.length - 1; i >= 0 && (passed[i] as number) > now - ms; i--) count++
        return count
      }
      if (window.waitMs(now) === 0) {
        expect(inLast(60_000)).toBeLessThan(100)
        passed.push(now)
        window.take()
      } else expect(inLast(61_000)).toBeGreaterThanOrEqual(100)
    }
    expect(passed.length).toBeGreaterThan(100_000)
  })

  test('after the time it named a call passes', () => {
    const window = new SlidingWindow(3, 500)
    for (const now of [500, 600, 700]) {
      expect(window.waitMs(now)).toBe(0)
      window.take()
    }
    const waitMs = window.waitMs(800)
    expect(waitMs).toBeGreaterThan(59_000)
    expect(waitMs).toBeLessThanOrEqual(61_000)
    expect(window.waitMs(800 + waitMs)).toBe(0)
  })

  test('after a long silence it is empty', () => {
    const window = new SlidingWindow(3, 0)
    window.take()
    expect(window.isEmpty(10_000_000)).toBe(true)
  })
})

describe('the rate guard', () => {
  const limits = {
    rate: { perMinute: 60, burst: 3 },
    rateByService: { slow: { perMinute: 60, burst: 1 } },
  }
  const passes = (guard: RateGuard, service: string, token: string, now: number, calls = 10): number =>
    Array.from({ length: calls }, () => guard.take(service, token, now)).filter((wait) => wait === 0).length

  test('counts clients and services apart, and services with a limit of their own by that', () => {
    const guard = new RateGuard(limits)
    expect(passes(guard, 'memory', 'one', 0)).toBe(3)
    expect(passes(guard, 'memory', 'two', 0)).toBe(3)
    expect(passes(guard, 'git', 'one', 0)).toBe(3)
    expect(passes(guard, 'slow', 'one', 0)).toBe(1)
  })

  test('a burst is over, the minute is not: the window holds', () => {
    const guard = new RateGuard({ rate: { perMinute: 60, burst: 60 }, rateByService: {} })
    let passed = 0
    for (let now = 0; now < 59_000; now += 100) if (guard.take('memory', 'one', now) === 0) passed++
    expect(passed).toBe(60)
  })

  test('new limits hold at once; the same ones keep what was used', () => {
    const guard = new RateGuard(limits)
    expect(passes(guard, 'memory', 'one', 0)).toBe(3)
    guard.configure(structuredClone(limits))
    expect(passes(guard, 'memory', 'one', 0)).toBe(0)
    guard.configure({ rate: { perMinute: 60, burst: 5 }, rateByService: {} })
    expect(passes(guard, 'memory', 'one', 0)).toBe(5)
  })

  test('forgets only those for whom it makes no difference', () => {
    const guard = new RateGuard(limits)
    for (let n = 0; n < 1_000; n++) guard.take('memory', `client ${n}`, 0)
    guard.prune(30_000)
    expect(guard.size).toBe(1_000)
    guard.prune(62_000)
    expect(guard.size).toBe(0)
  })
})
