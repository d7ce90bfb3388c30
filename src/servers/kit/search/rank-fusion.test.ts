import { expect, test } from 'vitest'
import { fuseRankings } from './rank-fusion'

test('sums 1 / (60 + rank), so that agreement beats one first place', () => {
  const fused = fuseRankings([
    [1, 2],
    [3, 2],
  ])
  expect(fused.map(({ id }) => id)).toEqual([2, 1, 3])
  expect(fused[0]?.score).toBeCloseTo(2 / 62, 12)
  expect(fused[1]?.score).toBeCloseTo(1 / 61, 12)
  expect(fuseRankings([[], []])).toEqual([])
})
