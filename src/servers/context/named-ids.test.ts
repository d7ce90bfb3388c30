import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { compressed, document, planted } from '../../../tests/support/compressed'
import { mixedText } from '../../../tests/support/mixed-text'
import { namedBy } from './compress/wanted'
import { namedIds } from './contract/named-words'

const uuid = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed'

test.each([
  ['What happened to ORD-4711?', ['ORD-4711']],
  ['order 4711, please', ['4711']],
  [`the run ${uuid}.`, [uuid]],
  ['CVE-2026-1234 and a1b2c3d', ['CVE-2026-1234', 'a1b2c3d']],
  ['12.4711 or 4711.5, x4711, 4711_a, defaced, 999', []],
])('the ids in %j', (text, ids) => {
  expect([...namedIds(text, [])]).toEqual(ids)
  expect(namedBy(text, []).ids).toEqual(ids)
})

test('compressor and checker, written apart, find the same ids in random texts', () => {
  const random = createRandom(31)
  const signs = `ORD A1 é _ - - - . . 1 12 1234 4711 abcdef0 ABCDEF12 bbfd 4B2d 9b5d ab8dfbbd4bed 0123456789012345678901 ${uuid}`
  let found = 0
  for (let run = 0; run < 20_000; run++) {
    const text = random.some([...signs.split(' '), ' '], 16).join('')
    const { ids } = namedBy(text, [])
    expect([...namedIds(text, [])], JSON.stringify(text)).toEqual(ids)
    found += ids.length
  }
  expect(found).toBeGreaterThan(20_000)
})

const line = (n: number): string =>
  `2026-11-21 10:${String(n % 60).padStart(2, '0')}:07 INFO order ORD-${1_000 + n} of run ${uuid.replace('1b9d6bcd', String(10_000_000 + n))} paid`
const log = Array.from({ length: 2_000 }, (_, n) => line(n)).join('\n')

describe('a line of a log that holds what the user named', () => {
  test.each([
    ['What happened to ORD-4711?', 3_711],
    ['order 2711', 1_711],
    [`and ${uuid.replace('1b9d6bcd', '10001234')}`, 1_234],
  ])('%s', async (query, at) => {
    const all = at < 2_000 ? log : `${log}\n${line(at)}\n${log}`
    const { verdict, shown } = await compressed([document(all)], { query })
    expect(verdict.holds).toBe(true)
    expect(shown).toContain(line(at))
    const { shown: unasked } = await compressed([document(all)])
    expect(unasked).not.toContain(line(at))
  })

  test('of many lines the first eight', async () => {
    const rows = Array.from({ length: 400 }, (_, n) =>
      n % 20 === 7 ? `10:00:00 INFO ORD-4711 step ${n}` : `10:00:00 INFO ORD-${n} step ${n}`,
    )
    const { verdict, shown } = await compressed([document(rows.join('\n'))], { query: 'ORD-4711' })
    expect(verdict.holds).toBe(true)
    expect(shown.match(/ORD-4711/g)).toHaveLength(8)
  })

  test('it is left out', async () => {
    const messages = [
      { role: 'user', content: 'What of ORD-2711?' },
      { role: 'tool', content: log },
    ]
    const made = await compressed(messages)
    expect(made.verdict).toMatchObject({ holds: true })
    const { violations } = planted(made, (piece) =>
      piece.kind === 'log' ? { ...piece, text: piece.text.replace(/^=1712\|.*\n/m, '') } : piece,
    )
    expect(violations).toMatchObject([{ class: 'named' }])
  })
})

describe('a record that holds what the user named', async () => {
  const orders = Array.from({ length: 400 }, (_, n) => ({ id: `ORD-${4_400 + n}`, total: (n * 37) % 101 }))
  const messages = [
    { role: 'user', content: 'What happened to ORD-4711?' },
    { role: 'tool', content: JSON.stringify(orders) },
  ]
  const made = await compressed(messages, { ratio: 0.2 })

  test('stays in a sample', () => {
    expect(made.verdict).toMatchObject({ holds: true, violations: [] })
    expect(made.shown).toContain('~')
    expect(made.shown).toMatch(/^ORD-4711,/m)
  })

  test('is left out', () => {
    const { violations } = planted(made, (piece) =>
      piece.kind === 'json' ? { ...piece, text: piece.text.replace(/^ORD-4711,.*/m, '~1') } : piece,
    )
    expect(violations.map(({ what }) => what)).toContain('Element 312 must stay.')
  })
})

test('random texts with ids that are asked for keep the contract', async () => {
  const random = createRandom(77)
  for (let run = 0; run < 40; run++) {
    const text = mixedText(random)
    const numbers = text.match(/\d{4,9}|[A-Z]+-\d+/g) ?? ['4711']
    const query = random.some(numbers, 6).join(' ')
    const { verdict } = await compressed([document(text)], { query, ratio: random.pick([0.05, 0.3]) })
    expect(verdict, `run ${run}: ${query}`).toMatchObject({ violations: [], holds: true })
  }
})
