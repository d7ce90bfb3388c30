import { describe, expect, test } from 'vitest'
import { applyEdits, MAX_EDITS, type Edit } from './apply-edits'

const apply = async (text: string, ...edits: Edit[]): Promise<string> =>
  await applyEdits(text, edits, new AbortController().signal)

describe('edits', () => {
  test('are made in order, each at the first place that fits', async () => {
    expect(await apply('a a', { oldText: 'a', newText: 'b$&' }, { oldText: 'b$&', newText: 'c' })).toBe('c a')
  })

  test('find lines whose indentation differs, and keep it', async () => {
    const text = 'if x:\n        one()\n        two()\n'
    expect(await apply(text, { oldText: 'one()\ntwo()', newText: 'one()\nthree()' })).toBe(
      'if x:\n        one()\nthree()\n',
    )
    expect(await apply(text, { oldText: '  one()\n  two()', newText: '  one()\n    three()' })).toBe(
      'if x:\n        one()\n          three()\n',
    )
  })

  test('fail as a whole', async () => {
    await expect(apply('a', { oldText: 'a', newText: 'b' }, { oldText: 'a', newText: 'c' })).rejects.toThrow(
      'Could not find exact match for edit:\na',
    )
  })

  test.each([
    ['a\r\nb\r\n', 'b', 'c\nd', 'a\r\nc\r\nd\r\n'],
    ['a\r\nb', 'b', 'c\nd', 'a\r\nc\r\nd'],
    ['a', 'a', 'a\nb', 'a\nb'],
    ['a\nb\r\nc\r\n', 'c', 'd', 'a\nb\r\nd\r\n'],
    ['a\r\nb\nc\r\n', 'b', 'd\ne', 'a\r\nd\ne\nc\r\n'],
    ['a\r\nb\nc\nd\r\n', 'a\nb', 'x', 'x\nc\nd\r\n'],
    ['a\n  b\r\n  c\nd\n', 'b\r\nc', 'x', 'a\n  x\nd\n'],
  ])('in %j, %j becoming %j, leave all other line ends', async (text, oldText, newText, expected) => {
    expect(await apply(text, { oldText, newText })).toBe(expected)
  })
})

describe('texts made to take long', () => {
  test.each([
    ['lines that agree until the last', 'a \n'.repeat(150_000), `${'a\n'.repeat(20_000)}b`],
    ['letters that agree around one', 'a'.repeat(2_000_000), `${'a'.repeat(50_000)}b${'a'.repeat(50_000)}`],
  ])('%s do not', async (_, text, oldText) => {
    const started = performance.now()
    await expect(apply(text, { oldText, newText: '' })).rejects.toThrow('Could not find')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('many lines come in for few', async () => {
    const newText = 'x\n'.repeat(200_000)
    expect(await apply('  a\n  b', { oldText: 'a\nb', newText })).toHaveLength(400_002)
  })

  test('too many edits are refused with the number, and none is made for nobody', async () => {
    const edits = Array.from({ length: MAX_EDITS + 1 }, () => ({ oldText: 'a', newText: 'a' }))
    await expect(apply('a', ...edits)).rejects.toThrow('at most 1000 edits, not 1001')
    await expect(applyEdits('a', edits.slice(1), AbortSignal.abort())).rejects.toThrow('cancelled')
    await expect(apply('\n'.repeat(600_000), { oldText: 'a', newText: '' })).rejects.toThrow('500000 lines')
  })
})
