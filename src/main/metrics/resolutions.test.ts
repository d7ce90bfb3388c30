import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { gridFor, RESOLUTIONS } from './resolutions'

const now = Date.UTC(2026, 5, 1)
const last = (ms: number) => ({ fromMs: now - ms, toMs: now })

test.each([
  ['15 minutes', 15 * MINUTE, SECOND, 3 * SECOND],
  ['1 hour', HOUR, 10 * SECOND, 20 * SECOND],
  ['6 hours', 6 * HOUR, MINUTE, 2 * MINUTE],
  ['1 day', DAY, MINUTE, 5 * MINUTE],
  ['7 days', 7 * DAY, HOUR, HOUR],
  ['1 year', 365 * DAY, HOUR, 30 * HOUR],
])('%s at 300 points', (_, rangeMs, rowMs, stepMs) => {
  const grid = gridFor(last(rangeMs), now, 300)
  expect({ row: RESOLUTIONS[grid.resolution]?.stepMs, step: grid.stepMs }).toEqual({
    row: rowMs,
    step: stepMs,
  })
})

test('a short range long ago is read from what is still kept', () => {
  const fromMs = now - 3 * DAY
  const grid = gridFor({ fromMs, toMs: fromMs + 10 * MINUTE }, now, 300)
  expect(grid).toMatchObject({ stepMs: MINUTE, points: 10 })
})

test.each([
  ['an empty range', { fromMs: now, toMs: now }],
  ['a reversed one', { fromMs: now, toMs: now - HOUR }],
  ['all of time', { fromMs: 0, toMs: now }],
  ['the future', { fromMs: now + DAY, toMs: now + 2 * DAY }],
])('%s has at most the wanted points and one', (_, range) => {
  expect(gridFor(range, now, 300).points).toBeLessThanOrEqual(301)
})
