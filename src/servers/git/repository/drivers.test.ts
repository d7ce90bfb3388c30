import { expect, test } from 'vitest'
import { switchOffDrivers } from './drivers'

test('every program under a free name is switched off, also under the empty name', () => {
  const keys = ['clean', 'smudge', 'process', 'required'].map((key) => `filter..${key}`)
  const { filters, overrides } = switchOffDrivers([
    ...keys,
    'filter.l.f.s.clean',
    'filter.new\nline.smudge',
    'hook..command',
    'diff..textconv',
    'diff.pic.command',
    'merge..driver',
    'diff.external',
    'merge.tool',
  ])
  expect(filters).toEqual(['', 'l.f.s', 'new\nline'])
  expect(Object.fromEntries(overrides)).toMatchObject({
    'filter..clean': '',
    'filter..smudge': '',
    'filter..process': '',
    'filter..required': 'false',
    'filter.l.f.s.clean': '',
    'filter.new\nline.clean': '',
    'hook..enabled': 'false',
    'diff..textconv': '',
    'diff..command': '',
    'diff.pic.command': '',
    'merge..driver': '',
  })
  expect(overrides.some(([key]) => key === 'diff.external' || key === 'merge.tool')).toBe(false)
})
