import { expect, test } from 'vitest'
import { gitMoment } from './moments'

test.each([
  '2026-03-31',
  ' 2026-03-31T18:00:00.5Z\n',
  '2026-03-31 18:00 +0200',
  'Yesterday',
  '3.days.ago',
  'two weeks ago',
  '2024-02-29',
  '1970-01-01T00:00:00+14:00',
  '4102444799',
])('%j is a moment', (text) => expect(gitMoment(text)).toBe(text.trim()))

test.each([
  '--output=x',
  '2026-13-31',
  '2026-02-31',
  '2025-02-29',
  '2026-01-01T24:00',
  '2026-01-01T10:60',
  '2026-01-01T10:00+99:99',
  '1969-12-31',
  '2100-01-01',
  '4102444800',
  '@999999999999',
  'soon',
  '1 day ago --all',
  '1 day\nago',
  '',
  '9'.repeat(50),
])('%j is none', (text) => {
  expect(() => gitMoment(text)).toThrow('is no moment')
})
