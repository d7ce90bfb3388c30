import { describe, expect, it } from 'vitest'
import { formatAgo, formatBytes, formatDuration, formatMs, formatPercent, formatRate } from './format'

describe('figures', () => {
  it('keeps bytes to four digits at most', () => {
    expect([0, 900, 1_024, 47_500, 1_048_576 * 74.2, 1_048_576 * 1_020].map(formatBytes)).toEqual([
      '0 B',
      '900 B',
      '1.0 kB',
      '46 kB',
      '74 MB',
      '1.0 GB',
    ])
  })

  it('gives a latency the unit people think in', () => {
    expect([0, 0.0204, 0.84, 9.96, 12.4, 1_430, 95_000].map(formatMs)).toEqual([
      '0 ms',
      '20 µs',
      '0.8 ms',
      '10.0 ms',
      '12 ms',
      '1.4 s',
      '1 min 35 s',
    ])
  })

  it('gives a rate the digits it is worth', () => {
    expect([0, 0.25, 12.34, 120, 1_200].map(formatRate)).toEqual(['0', '0.25', '12.3', '120', '1,200'])
    expect([0, 3.21, 42].map(formatPercent)).toEqual(['0 %', '3.2 %', '42 %'])
  })
})

describe('times', () => {
  it('names the two largest units of a duration', () => {
    expect([400, 42_000, 95_000, 3_600_000, 11_100_000, 86_400_000 * 40].map(formatDuration)).toEqual([
      '0 s',
      '42 s',
      '1 min 35 s',
      '1 h',
      '3 h 5 min',
      '40 d',
    ])
  })

  it('says how long ago, or how soon', () => {
    const now = 1_000_000_000
    expect(formatAgo(now - 500, now)).toBe('just now')
    expect(formatAgo(now - 12_000, now)).toBe('12 s ago')
    expect(formatAgo(now - 95_000, now)).toBe('1 min ago')
    expect(formatAgo(now + 180_000, now)).toBe('in 3 min')
    expect(formatAgo(now + 900, now)).toBe('in a moment')
  })
})
