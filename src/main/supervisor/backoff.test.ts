import { expect, test } from 'vitest'
import { backoffDelayMs } from './backoff'

const almostOne = 1 - Number.EPSILON

test('the first restart comes at once', () => {
  expect(backoffDelayMs(0, almostOne)).toBe(0)
})

test('the bound doubles from 1 s and stays at 300 s', () => {
  const bounds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60].map((earlier) => backoffDelayMs(earlier, 1) / 1_000)
  expect(bounds).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
})

test('the jitter is full: it reaches down to zero and is uniform', () => {
  expect(backoffDelayMs(4, 0)).toBe(0)
  expect(backoffDelayMs(4, 0.5)).toBe(4_000)
})
