import { expect, test } from 'vitest'
import { visibleLine, visibleText } from './visible-text'

test.each([
  ['a\u200Bb', 'a‹U+200B›b'],
  ['a\u202Eb', 'a‹U+202E›b'],
  [`a${String.fromCodePoint(0xe0041)}b`, 'a‹U+E0041›b'],
  ['a\u2028b\u2029c\u0085d\re', 'a‹U+2028›b‹U+2029›c‹U+0085›d‹U+000D›e'],
  ['\u001B[31mred', '‹U+001B›[31mred'],
  ['naïve\tcafé\n日本', 'naïve\tcafé\n日本'],
])('%j', (text, visible) => expect(visibleText(text)).toBe(visible))

test('a name from elsewhere is one line of its length', () => {
  expect(visibleLine(' a\u202E\n\tb ', 50)).toBe('a‹U+202E› b')
  expect(visibleLine('x'.repeat(1_000), 50)).toBe('x'.repeat(50))
  expect(visibleLine('\u200B'.repeat(1_000), 20)).toHaveLength(20)
})
