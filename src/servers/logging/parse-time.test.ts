import { DAY, HOUR, MINUTE } from '@shared/lib/clock'
import { expect, test } from 'vitest'
import { parseTime } from './parse-time'

const now = Date.UTC(2026, 0, 31, 12)

test.each([
  ['now', now],
  ['-15m', now - 15 * MINUTE],
  [' -2h ', now - 2 * HOUR],
  ['-1w', now - 7 * DAY],
  ['-999999999w', 0],
  ['2026-01-31', Date.UTC(2026, 0, 31)],
  ['2026-01-31T14:00', Date.UTC(2026, 0, 31, 14)],
  ['2026-01-31 14:00:01.5', Date.UTC(2026, 0, 31, 14, 0, 1, 500)],
  ['2026-01-31T14:00:00+02:00', Date.UTC(2026, 0, 31, 12)],
])('%s', (text, expected) => expect(parseTime(text, now)).toBe(expected))

test.each([
  '',
  'yesterday',
  '15m',
  '-m',
  '2026-13-01',
  '2026-02-31',
  '2026-02-29T10:00:00Z',
  '2026-01-31T25:00Z',
  '1769860800000',
  '-9999999999d',
])('%j is no time', (text) => expect(() => parseTime(text, now)).toThrow('is no time. Give an ISO time'))
