import { expect, test } from 'vitest'
import { queryTerms } from './search-words'
import { hasTerm, snippet } from './snippet'

const filler = 'nothing of interest stands here '.repeat(20)

test('shows where the most terms stand together, in whole words', () => {
  const text = `walk ${filler}\nthe dog walked to the river ${filler}`
  const shown = snippet(text, queryTerms('dog walking river'), 80)
  expect(shown).toContain('the dog walked to the river')
  expect(shown).toMatch(/^….*…$/u)
  expect(shown.length).toBeLessThanOrEqual(82)
})

test('shows the beginning when nothing fits, and short texts whole', () => {
  expect(snippet(filler, queryTerms('absent'), 40)).toBe('nothing of interest stands here nothing…')
  expect(snippet('short\ttext', queryTerms('text'))).toBe('short text')
  expect(snippet(`${'一'.repeat(300)}東京都`, queryTerms('東京'), 50)).toContain('東京都')
})

test.each([
  ['walks', 'walking', true],
  ['kingdom', 'king', true],
  ['cat', 'category', false],
  ['run', 'rum', false],
])('%s for %s: %s', (text, query, expected) => {
  expect(hasTerm(text, queryTerms(query))).toBe(expected)
})
