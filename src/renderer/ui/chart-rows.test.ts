import { describe, expect, it, test } from 'vitest'
import type { Series } from '@shared/domain/metrics'
import { standsAlone, summarise, tickTimes, toRows, valueTicks } from './chart-rows'

const series = (measure: Series['measure'], values: readonly (number | null)[]): Series => ({
  measure,
  stepMs: 1_000,
  points: values.map((value, index) => ({ at: index * 1_000, value })),
})

describe('rows of a chart', () => {
  it('join measures by time and keep gaps as gaps', () => {
    const rows = toRows([series('callsPerSecond', [1, null, 3]), series('errorsPerSecond', [0, null])])
    expect(rows).toEqual([
      { at: 0, callsPerSecond: 1, errorsPerSecond: 0 },
      { at: 1_000, callsPerSecond: null, errorsPerSecond: null },
      { at: 2_000, callsPerSecond: 3 },
    ])
  })

  it('are told in a sentence', () => {
    expect(summarise(series('latencyP95Ms', [12, 40, null]))).toBe('p95: now 40 ms, highest 40 ms')
    expect(summarise(series('latencyP95Ms', [null]))).toBe('p95: nothing measured')
  })
})

test('a value between gaps stands alone; a line reaches the others', () => {
  const points = [1, null, 2, null, 3, 4, undefined].map((value) => ({ value }))
  const alone = points.flatMap(({ value }, index) => (standsAlone(points, index) ? value : []))
  expect(alone).toEqual([1, 2])
})

describe('axes', () => {
  it('start at zero and end at or above the highest value, in round steps', () => {
    const ticks = (highest: number): number[] => valueTicks([{ at: 0, callsPerSecond: highest }])
    expect(ticks(0)).toEqual([0, 1])
    expect(ticks(15.3)).toEqual([0, 5, 10, 15, 20])
    expect(ticks(0.8)).toEqual([0, 0.2, 0.4, 0.6, 0.8])
    expect(ticks(3)).toEqual([0, 1, 2, 3])
  })

  it('step in powers of two for bytes', () => {
    const megabyte = 1_048_576
    expect(valueTicks([{ at: 0, rssBytes: 52 * megabyte }], true)).toEqual([
      0,
      20 * megabyte,
      40 * megabyte,
      60 * megabyte,
    ])
  })

  it('have at most seven round times', () => {
    const ticks = tickTimes(1_795_233_000_000, 1_795_233_900_000)
    expect(ticks.length).toBeLessThanOrEqual(7)
    expect(ticks.every((at) => at % 180_000 === 0)).toBe(true)
  })
})
