import { expect, test } from 'vitest'
import { wordExpression } from './search-contexts'

test.each([
  ['budget talk', 'all', '"budget" AND "talk"*'],
  ['budget talk', 'any', '"budget" OR "talk"*'],
  ['NEAR("a" b)', 'all', '"NEAR" AND "a" AND "b"*'],
  ['name:x*', 'all', '"name" AND "x"*'],
  ['-- " ^ *', 'all', null],
  ['Größe talk', 'all', '("Größe" OR "Grösse") AND "talk"*'],
  ['GRÖSSE', 'any', '("GRÖSSE"* OR "GRÖssE"* OR "GRÖßE"*)'],
] as const)('%j by %s', (query, match, expression) => {
  expect(wordExpression(query, match)).toBe(expression)
})
