import { expect, test } from 'vitest'
import { lineDiff } from './line-diff'

const drawn = (before: string, after: string): string =>
  lineDiff(before, after)
    .map(({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text)
    .join('\n')

test.each([
  ['a\nb\nc', 'a\nb\nc', ' a\n b\n c'],
  ['a\nb\nc', 'a\nx\nc', ' a\n-b\n+x\n c'],
  ['a\nc', 'a\nb\nc\nd', ' a\n+b\n c\n+d'],
  ['a\nb', '', '-a\n-b\n+'],
])('%j to %j', (before, after, expected) => expect(drawn(before, after)).toBe(expected))

test('both texts can be read off it', () => {
  const [before, after] = ['1\n2\n3\n4\n5\n6', '0\n2\n4\n4\n6\n7']
  const lines = lineDiff(before, after)
  const of = (left: string): string =>
    lines.flatMap(({ kind, text }) => (kind === 'same' || kind === left ? [text] : [])).join('\n')
  expect([of('removed'), of('added')]).toEqual([before, after])
})
