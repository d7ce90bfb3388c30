import { countTokens as countWhole } from 'gpt-tokenizer/encoding/o200k_base'
import { expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { countTokens, cutLongRuns, longestRun } from './count-tokens'

test('ordinary text is counted whole', () => {
  const text = 'The quick brown fox. 漢字! '.repeat(1_000)
  expect(cutLongRuns(text, 4_000)).toEqual({ pieces: [text], isExact: true })
  expect(cutLongRuns('', 4_000)).toEqual({ pieces: [''], isExact: true })
})

test.each(['a', '漢', ' ', '-', '👩'])('endless %j is cut, and nothing is lost', (sign) => {
  const text = sign.repeat(200_000)
  const { pieces, isExact } = cutLongRuns(text, 4_000)
  expect(isExact).toBe(false)
  expect(pieces.join('')).toBe(text)
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(2 * 4_000)
})

test('counts as OpenAI does, special tokens as plain text', async () => {
  expect(await countTokens('hello world', 'o200k_base')).toEqual({ tokens: 2, isExact: true })
  const { tokens } = await countTokens('<|endoftext|>', 'o200k_base')
  expect(tokens).toBe(7)
})

test('the longer the text, the shorter the runs that are counted whole', () => {
  const lengths = [1, 10_000, 1_000_000, 5_000_000]
  expect(lengths.map((length) => longestRun('a'.repeat(length)))).toEqual([4_000, 4_000, 1_300, 260])
  expect(longestRun('漢'.repeat(3_000_000))).toBe(48)
  expect(longestRun('')).toBe(48)
})

test('counting a run in the shortest pieces is off by less than 1 %', () => {
  const random = createRandom(7)
  const text = Array.from({ length: 10_000 }, () => String.fromCharCode(97 + random.below(26))).join('')
  const { pieces } = cutLongRuns(text, 256)
  const counted = pieces.reduce((sum, piece) => sum + countWhole(piece), 0)
  const exact = countWhole(text)
  expect(Math.abs(counted - exact) / exact).toBeLessThan(0.01)
})
