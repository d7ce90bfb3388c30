import { describe, expect, test } from 'vitest'
import { applyEdits } from './apply-edits'
import { restoreLineEndings } from './line-endings'

describe('edits', () => {
  test('are made in order, each at the first place that fits', () => {
    const edits = [
      { oldText: 'a', newText: 'b$&' },
      { oldText: 'b$&', newText: 'c' },
    ]
    expect(applyEdits('a a', edits)).toBe('c a')
  })

  test('find lines whose indentation differs, and keep it', () => {
    const text = 'if x:\n        one()\n        two()\n'
    expect(applyEdits(text, [{ oldText: 'one()\ntwo()', newText: 'one()\nthree()' }])).toBe(
      'if x:\n        one()\nthree()\n',
    )
    expect(applyEdits(text, [{ oldText: '  one()\n  two()', newText: '  one()\n    three()' }])).toBe(
      'if x:\n        one()\n          three()\n',
    )
  })

  test('fail as a whole', () => {
    expect(() =>
      applyEdits('a', [
        { oldText: 'a', newText: 'b' },
        { oldText: 'a', newText: 'c' },
      ]),
    ).toThrow('Could not find exact match for edit:\na')
  })

  test.each([
    ['a\r\nb\r\n', 'a\nc\n', 'a\r\nc\r\n'],
    ['a\nb\r\n', 'a\nc\n', 'a\nc\n'],
    ['a', 'a\nb', 'a\nb'],
  ])('%j edited to %j is written as %j', (original, plain, written) => {
    expect(restoreLineEndings(original, plain)).toBe(written)
  })
})
