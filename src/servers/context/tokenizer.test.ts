import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { partsCountedAlone } from './count-tokens'
import { encodings, Tokenizer } from './tokenizer'

const byPackage = { o200k_base: countO200k, cl100k_base: countCl100k }
const plain = { disallowedSpecial: new Set<string>() }

/** What the patterns of the encodings tell apart, and what they could mistake. */
const ascii = (
  "a|b|Z|the|HTMLElement|camelCase|snake_case|don't|DON'T|'s|'S|'ll|'LL|'ve|'Re|'x|'|1|12|1234|0x1f|//|/|/*|*/|</a>|{|}|};|()" +
  '|...|,|;|:|"|\\|_|-|=>|#|<|endoftext|<|endoftext|>'
).split('|')
const space = [
  ' ',
  ' ',
  '  ',
  '        ',
  '\t',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  ' \n',
  '\n  ',
  '\n /',
  '\n/',
  '\f',
  '\v',
  '\0',
]
const wide = [
  'é',
  'É',
  'ǅ',
  'ß',
  'e\u0301',
  '漢字',
  'かな',
  '٣',
  '½',
  '\u00a0',
  '\u2028',
  '\u3000',
  '\ufeff',
  '\ud83d',
  '👩‍🚀',
  '—',
  '’s',
]

describe.each(encodings)('%s', (encoding) => {
  test.each([
    ['ASCII', [...ascii, ...space]],
    ['all scripts', [...ascii, ...space, ...wide]],
    ['mostly spaces', [...space, ...space, ' /', 'a', '}', '漢', '\u2028']],
  ])('counts %s as the package does, whole and in parts', async (_, signs) => {
    const tokenizer = await Tokenizer.of(encoding)
    const random = createRandom(5)
    for (let run = 0; run < 1_500; run++) {
      const text = Array.from({ length: random.below(60) }, () => random.pick(signs)).join('')
      const expected = byPackage[encoding](text, plain)
      const parts = [...partsCountedAlone(text)]
      expect(parts.join('')).toBe(text)
      expect({ text, tokens: tokenizer.count(text) }).toEqual({ text, tokens: expected })
      const steps = [...tokenizer.countInSteps(text, 10)]
      expect({ text, steps: steps.reduce((sum, step) => sum + step, 0) }).toEqual({ text, steps: expected })
      expect({ parts, tokens: parts.reduce((sum, part) => sum + tokenizer.count(part), 0) }).toEqual({
        parts,
        tokens: expected,
      })
    }
  })
})

test('long words without a meaning too', async () => {
  const random = createRandom(6)
  const signs = ['a', 'b', 'e', 's', 't', 'T', 'in', 'ing', '-', '=', '/', ' ', '\n', '1']
  for (const encoding of encodings) {
    const tokenizer = await Tokenizer.of(encoding)
    for (let run = 0; run < 300; run++) {
      const sign = [random.pick(signs), ...random.some(signs, 5)]
      const text = Array.from({ length: random.below(400) }, () => random.pick(sign)).join('')
      expect({ text, tokens: tokenizer.count(text) }).toEqual({
        text,
        tokens: byPackage[encoding](text, plain),
      })
    }
  }
})

test('a word counts the same when many others were counted since', async () => {
  const tokenizer = await Tokenizer.of('o200k_base')
  const word = (n: number): string =>
    ` qx${n.toString(36).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}zk`
  const first = tokenizer.count(word(1))
  for (let n = 0; n < 120_000; n++) tokenizer.count(word(n))
  expect(tokenizer.count(word(1))).toBe(first)
  expect(first).toBe(countO200k(word(1)))
})

test('lines are parts, but for those whose beginning may belong to the line before', () => {
  expect([...partsCountedAlone('a\nb\n  c\n\nd;\n/e\n')]).toEqual(['a\n', 'b\n', '  c\n\n', 'd;\n/e\n'])
  expect([...partsCountedAlone('')]).toEqual([''])
})
