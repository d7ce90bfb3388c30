import { expect, test } from 'vitest'
import { expressionOf, indexForm, queryTerms } from './search-words'

const expression = (query: string): string => queryTerms(query).map(expressionOf).join(' ')

test.each([
  ['Who sold the budget?', '"sold" "budget"'],
  ['who is it', '"who" "is" "it"'],
  ['NEAR("a" b) AND name:x* -c ^d', '"near" "b" "name" "x" "c"'],
  ['budget Budget BUDGET', '"budget"'],
  ['-- " ^ * \0', ''],
  ["don't", '"don"'],
  ['half \ud83d word', '"half" "word"'],
])('%j becomes %j', (query, expected) => {
  expect(expression(query)).toBe(expected)
})

test('scripts without spaces are looked for by pairs of characters', () => {
  expect(expression('東京都')).toBe('"東京" "京都"')
  expect(expression('犬')).toBe('"犬"*')
  expect(expression('GPT東京コード')).toBe('"gpt" "東京" "京コ" "コー" "ード"')
  expect(indexForm('東京都 x')).toBe(' 東京 京都 都  x')
})

test('a long query is cut to 32 words', () => {
  expect(queryTerms(Array.from({ length: 500 }, (_, n) => `w${n}`).join(' '))).toHaveLength(32)
})
