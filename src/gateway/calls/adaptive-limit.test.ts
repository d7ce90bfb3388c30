import { expect, test } from 'vitest'
import { AdaptiveLimit } from './adaptive-limit'

test('a call without a measure spoils nothing', () => {
  const limit = new AdaptiveLimit({ initial: 20, min: 2, max: 100 }, 0)
  for (let now = 0; now < 2_000; now += 10) {
    limit.heldBack(now)
    for (const ms of [0, NaN, -1, 5]) limit.took('a', ms, now)
  }
  expect(limit.current).toBe(100)
  limit.configure({ initial: 20, min: 2, max: 50 })
  expect(limit.current).toBe(50)
})
