import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { compressed, document, planted } from '../../../tests/support/compressed'
import { editsBetween } from './compress/near/edits'
import type { Message, Piece } from './compression'

const words =
  'rain sun wind hill road boat lamp door stone river bread glass paper music garden winter morning window'.split(
    ' ',
  )
const random = createRandom(21)
const story = Array.from({ length: 90 }, () => random.pick(words)).join(' ')
const paragraph = `${story} and the gate of the harbour stands open all day.\n\n`
const other = Array.from({ length: 90 }, (_, n) => `${words[(n * 7) % words.length]}s`).join(' ')
const after = (later: string): string => `${paragraph}${other}.\n\n${later}And that was all of it.`
const shownOf = async (text: string, options: Parameters<typeof compressed>[1] = {}) => {
  const made = await compressed([document(text)], { cutsProseBlindly: false, ...options })
  expect(made.verdict).toMatchObject({ holds: true, violations: [] })
  return made
}

describe('a paragraph that nearly repeats an earlier one', async () => {
  const made = await shownOf(after(paragraph.replace('open', 'closed')))

  test('becomes a reference that tells what differs, and can be had back', () => {
    expect(made.shown).toContain(
      'nearly the same as message 1 text 1, lines 1-2; here "closed" not "open"]\nAnd that was all of it.',
    )
    const part = made.compressed.parts.find(({ method }) => method === 'near-duplicate')
    expect(part).toMatchObject({ type: 'prose', fidelity: 'resembling' })
    expect(made.answer.restore(part?.references[0] ?? '')).toBe(paragraph.replace('open', 'closed'))
  })

  const inMark =
    (from: string, to: string) =>
    (piece: Piece): Piece =>
      piece.kind === 'near' ? { ...piece, text: piece.text.replace(from, to) } : piece

  test.each([
    ['"closed"', '"shut"'],
    ['"open"', '"shut"'],
    ['; here "closed" not "open"', ''],
    ['lines 1-2', 'lines 1-4'],
    ['lines 1-2', 'lines 3-4'],
    ['lines 1-2', 'lines 5-6'],
    ['"closed" not "open"', '"closed" not "open"; "all" not "one"'],
  ])('what the mark says is checked: %s for %s', (from, to) => {
    const { violations } = planted(made, inMark(from, to))
    expect([...new Set(violations.map((one) => one.class))]).toEqual(['near'])
  })

  test('it stays when the target is reached without', async () => {
    const later = paragraph.replace('open', 'closed')
    const { shown } = await shownOf(`${paragraph.repeat(20)}${after(later)}`, { ratio: 0.5 })
    expect(shown).toContain(' times]\n')
    expect(shown).toContain(later)
  })
})

test.each([
  ['a number', 'open', '24'],
  ['a number in letters', 'open', 'two'],
  ['a name', 'open', 'Ada'],
  ['a path', 'open', 'src/gate.ts'],
  ['a symbol', 'open', 'gate_open'],
  ['a denial', 'open', 'not open'],
  ['another denial', 'stands', "doesn't stand"],
  ['a sign', 'open', 'open;'],
  ['another script', 'open', '開'],
  ['too much', / (rain|sun|wind|hill|road) /g, ' fog '],
  ['an error', 'open all day.', 'open all day.\nTypeError: the gate'],
  ['a decision', 'open all day.', 'open all day.\nTODO: the gate'],
])('stays when it differs by %s', async (_, from, to) => {
  const later = paragraph.replace(from, to)
  const { shown } = await shownOf(after(later))
  expect(later).not.toBe(paragraph)
  expect(shown).toContain(later)
})

test('what the query names stays', async () => {
  const later = paragraph.replace('stands open', 'stands open at job_17').replace('day', 'night')
  const text = after(`${later}${later.replace('night', 'evening')}`)
  const { shown } = await shownOf(text, { query: 'job_17', ratio: 0.9 })
  expect(shown).toContain(later)
  expect(shown).toContain('here "evening." not "night."')
})

test('words that make one row out of another', () => {
  const edits = (here: string, there: string) =>
    editsBetween(here.split(' '), there.split(' '))?.map((edit) => [
      edit.here.join(' '),
      edit.there.join(' '),
    ]) ?? null
  expect(edits('a b c d', 'a b c d')).toEqual([])
  expect(edits('x b c d e', 'y b c d e')).toEqual([['x', 'y']])
  expect(edits('a b c d x y', 'a b c d')).toEqual([['x y', '']])
  expect(edits('a b c', 'a b c d e f g h i j k l m')).toBeNull()
})

/** The checker knows of a wrong mark only by itself: the answer would be refused as a whole. */
test('whatever differs, the answer keeps the contract', async () => {
  let left = 0
  for (let run = 0; run < 60; run++) {
    const base = Array.from({ length: 60 + random.below(80) }, () => random.pick(words))
    const changed = (): string =>
      base
        .flatMap((word) =>
          random.chance(0.015)
            ? random.pick([[], ['fog'], ['fog', word], ['7'], ['Error:'], ['not', word], ['fog.'], ["'fog'"]])
            : [word],
        )
        .join(random.pick([' ', '\n', '  ']))
    const messages = Array.from({ length: 1 + random.below(3) }, (): Message => ({
      role: random.pick(['tool', 'user', 'assistant']),
      content: Array.from({ length: 1 + random.below(6) }, changed).join('\n\n'),
    }))
    const { verdict, compressed: result } = await compressed(messages, {
      query: random.pick(['', 'music in the garden']),
      ratio: random.pick([0.05, 0.3]),
      cutsProseBlindly: random.chance(0.5),
    })
    expect(verdict, `run ${run}`).toMatchObject({ violations: [], holds: true })
    left += result.parts.filter(({ method }) => method === 'near-duplicate').length
  }
  expect(left).toBeGreaterThan(10)
})

test('5,000 paragraphs that are nearly one take linear time', async () => {
  const some = Array.from({ length: 5_000 }, () => paragraph.replace('open', random.pick(words))).join('')
  const from = performance.now()
  const { verdict, compressed: result } = await compressed([document(some)], { cutsProseBlindly: false })
  expect(verdict.holds).toBe(true)
  expect(result.tokensAfter).toBeLessThan(result.tokensBefore / 2)
  expect(performance.now() - from).toBeLessThan(8_000)
}, 20_000)
