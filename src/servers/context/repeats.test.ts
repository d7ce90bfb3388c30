import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { compressed, document, planted } from '../../../tests/support/compressed'
import { mixedText } from '../../../tests/support/mixed-text'
import type { Message, Piece } from './compression'

const paragraph = (about: string): string =>
  `The keeper writes down what ${about} brought to the gate. Nobody asks where it came from,\n` +
  `since the answer would be as long as the way that ${about} took. In the evening the book is closed.\n\n`
const names = 'Ada Bob Cid Dan Eve Fay Gus Hal Ida Joe'.split(' ')

describe('paragraphs that repeat', async () => {
  const forty = await compressed([document(paragraph('Ada').repeat(40))], { cutsProseBlindly: false })

  test('40 equal ones are one, and 39 times the same', () => {
    expect(forty.verdict).toMatchObject({ holds: true, violations: [] })
    expect(forty.shown).toMatch(
      /^The keeper[^[]*\n\n\[omni:same ref=\w+ as message 1 text 1, lines 1-3, 39 times\]\n$/,
    )
    expect(forty.compressed.parts).toMatchObject([
      { method: 'unchanged' },
      { method: 'duplicate', fidelity: 'repeated' },
    ])
  })

  const inMark =
    (from: string, to: string) =>
    (piece: Piece): Piece =>
      piece.kind === 'same' ? { ...piece, text: piece.text.replace(from, to) } : piece

  test.each([
    ['39 times', '38 times'],
    [', 39 times', ''],
    ['lines 1-3', 'lines 1-6'],
    ['39 times', '99999999999999999999 times'],
    ['39 times', 'many times'],
  ])('what the mark says is checked: %s for %s', (from, to) => {
    const { violations } = planted(forty, inMark(from, to))
    expect(new Set(violations.map((one) => one.class))).toEqual(new Set(['whole']))
  })

  test('several in the same order are one reference, in a later message too', async () => {
    const chapter = names.map(paragraph).join('')
    const tool = (content: string): Message => ({ role: 'tool', content })
    const { verdict, shown } = await compressed(
      [tool(chapter), tool(`It began otherwise.\n\n${chapter}It ended otherwise.`)],
      { cutsProseBlindly: false },
    )
    expect(verdict.holds).toBe(true)
    expect(shown).toMatch(
      /It began otherwise\.\n\n\[omni:same ref=\w+ as message 1 text 1, lines 1-30\]\nIt ended otherwise\.$/,
    )
  })

  test('100,000 of them take linear time', async () => {
    const random = createRandom(3)
    const some = Array.from({ length: 100_000 }, () => `${random.pick(names)} ${random.below(4)}\n\n`).join(
      '',
    )
    const from = performance.now()
    expect((await compressed([document(some)], { cutsProseBlindly: false })).verdict.holds).toBe(true)
    expect(performance.now() - from).toBeLessThan(5_000)
  }, 20_000)
})

test('whatever is repeated in a text, the answer keeps the contract', async () => {
  const random = createRandom(11)
  let repeated = 0
  for (let run = 0; run < 60; run++) {
    const blocks = Array.from({ length: 4 }, () =>
      random.pick([paragraph(random.pick(names)), mixedText(random)]),
    )
    const messages = Array.from({ length: 1 + random.below(3) }, (): Message => ({
      role: random.pick(['tool', 'user', 'assistant']),
      content: random.some(blocks, 12).join(random.pick(['\n\n', '\n', ''])),
    }))
    const { verdict, compressed: result } = await compressed(messages, {
      query: random.pick(['', 'what Ada brought', '4711']),
      pinned: random.chance(0.3) ? ['the way that'] : [],
      ratio: random.pick([0.05, 0.3, 0.9]),
    })
    expect(verdict, `run ${run}`).toMatchObject({ violations: [], holds: true })
    repeated += result.parts.filter(({ method }) => method === 'duplicate').length
  }
  expect(repeated).toBeGreaterThan(30)
})
