import { expect, test } from 'vitest'
import { indexExpression, matches } from './search-text'

test.each([
  ['', null],
  ['ab', null],
  ['👩🚀', null],
  ['a\0bc', null],
  ['half \ud83d', null],
  ['abc', '"abc"'],
  ['say "hi"', '"say ""hi"""'],
])('the index is asked for %j with %j', (query, expression) => {
  expect(indexExpression(query)).toBe(expression)
})

test('a long query is narrowed to 24 whole characters', () => {
  expect(indexExpression('👩'.repeat(1_000))).toBe(`"${'👩'.repeat(24)}"`)
  expect(indexExpression('a' + '👩'.repeat(1_000))).toBe(`"a${'👩'.repeat(23)}"`)
})

test('matches parts of name, type and observations in lower case', () => {
  const entity = { name: 'ADA', entityType: 'Person', observations: ['ΟΔΟΣ'] }
  const found = ['da', 'erso', 'οδος', ''].map((query) => matches(entity, query))
  expect(found).toEqual([true, true, true, true])
  expect(matches(entity, 'adaperson')).toBe(false)
})
