import { expect, test } from 'vitest'
import { cell, printable } from './text'

const hostile = 'a\u001b[2Jb\u202e\u200b\u{e0041}\r\nc\td'

test('a terminal gets foreign text without commands for it, and with what hides written out', () => {
  expect(printable({ isTerminal: true }, hostile)).toBe('ab‹U+202E›‹U+200B›‹U+E0041›\nc\td')
  expect(printable({ isTerminal: false }, hostile)).toBe(hostile)
})

test('in a table nothing hides anywhere, and nothing begins a row of its own', () => {
  expect(cell(hostile)).toBe('a‹U+001B›[2Jb‹U+202E›‹U+200B›‹U+E0041›‹U+000D› c d')
})
