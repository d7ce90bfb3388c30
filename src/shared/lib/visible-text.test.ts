import { expect, test } from 'vitest'
import { visibleText } from './visible-text'

test.each([
  ['a\u200Bb', 'a‹U+200B›b'],
  ['a\u202Eb', 'a‹U+202E›b'],
  [`a${String.fromCodePoint(0xe0041)}b`, 'a‹U+E0041›b'],
  ['a\u2028b\u2029c\u0085d\re', 'a‹U+2028›b‹U+2029›c‹U+0085›d‹U+000D›e'],
  ['\u001B[31mred', '‹U+001B›[31mred'],
  ['naïve\tcafé\n日本', 'naïve\tcafé\n日本'],
])('%j', (text, visible) => expect(visibleText(text)).toBe(visible))
