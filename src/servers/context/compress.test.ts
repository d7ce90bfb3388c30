import { expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { compressed, document } from '../../../tests/support/compressed'
import { mixedText } from '../../../tests/support/mixed-text'
import type { Message } from './compression'

const RUNS = 150

test('whatever the text, the answer keeps the contract, by the checker that shares no code', async () => {
  const random = createRandom(42)
  const methods = new Set<string>()
  for (let run = 0; run < RUNS; run++) {
    const text = mixedText(random)
    const query = random.pick([
      '',
      'what happens with the record of the owner',
      'call2 in src/app/order.ts',
      'failed 10.1.2.3',
    ])
    const pinned = random.chance(0.2)
      ? [text.slice(random.below(text.length), random.below(text.length)).slice(0, 40)].filter(
          (one) => one.length > 2,
        )
      : []
    const { verdict, compressed: result } = await compressed([document(text)], {
      query,
      pinned,
      ratio: random.pick([0.05, 0.25, 0.6]),
    })
    expect(verdict, `run ${run}: ${JSON.stringify({ query, pinned })}`).toMatchObject({
      violations: [],
      holds: true,
    })
    for (const part of result.parts) methods.add(part.method)
  }
  expect([...methods]).toEqual(
    expect.arrayContaining([
      'templates',
      'table',
      'sample',
      'skeleton',
      'query',
      'novelty, without a query',
      'pinned',
      'unchanged',
    ]),
  )
})

test('whatever the conversation, likewise', async () => {
  const random = createRandom(43)
  for (let run = 0; run < RUNS / 3; run++) {
    const repeated = mixedText(random)
    const messages = Array.from({ length: 1 + random.below(8) }, (_, at): Message => {
      const text = random.chance(0.3) ? repeated : mixedText(random)
      return random.pick<Message>([
        { role: 'user', content: text.slice(0, 300) },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: `t${at - 1}`, content: text },
            { type: 'text', text: 'and?' },
          ],
        },
        { role: 'assistant', content: text, extra: { n: at } },
        {
          role: 'assistant',
          content: [
            { type: 'text', text },
            { type: 'tool_use', id: `t${at}`, name: 'run', input: {} },
          ],
        },
        { role: 'tool', tool_call_id: 'x', content: text },
        { role: 'assistant', content: null, tool_calls: [{ id: 'x' }] },
      ])
    })
    const { verdict } = await compressed(messages, {
      keepLastTurns: random.below(3),
      query: random.pick(['', 'owner']),
    })
    expect(verdict, `run ${run}`).toMatchObject({ violations: [], holds: true })
  }
})

test('a block that was there before becomes a reference, one that only resembles it stays', async () => {
  const random = createRandom(7)
  const listing = Array.from(
    { length: 40 },
    (_, n) => `entry ${random.below(1e6)} says ${'abcdefgh'[n % 8]}${random.below(99)} and more of it`,
  )
  const all = [listing, listing, listing.slice(0, 39), listing.toReversed()]
  const messages = all.map((lines): Message => ({ role: 'tool', content: lines.join('\n') }))
  const { verdict, answer } = await compressed(messages, { ratio: 0.9, contentType: 'search' })
  expect(verdict.holds).toBe(true)
  expect(answer.messages[1]?.content).toMatch(/^\[omni:same ref=\w+ as message 1 text 1, lines 1-40\]\n$/)
  for (const at of [0, 2, 3]) expect(answer.messages[at]).toEqual(messages[at])
})

test.each([
  ['job_1', 'job_10'],
  ['10.0.0.1', '10.0.0.10'],
])('a line with %s is shown, not one with %s', async (word, other) => {
  const line = (name: string, n: number): string => `12:00:${10 + (n % 50)} INFO [${name}] ran ${n} ms`
  const log = Array.from({ length: 60 }, (_, n) => line(n === 40 ? word : other, n)).join('\n')
  const { verdict, shown } = await compressed([document(log)], {
    contentType: 'log',
    query: `what of ${word} ?`,
  })
  expect(verdict.holds).toBe(true)
  expect(shown).toContain(line(word, 40))
})

test('the values that differ between errors are listed only when all were looked at', async () => {
  const errors = (count: number): string =>
    Array.from(
      { length: count },
      (_, n) => `12:00:00 ERROR worker exited with status ${n < 5 ? 1 + n : 1}`,
    ).join('\n')
  const shown = async (text: string) => (await compressed([document(text)], { contentType: 'log' })).shown
  expect(await shown(errors(300))).toContain('+|1 2 3 4 5')
  expect(await shown(errors(500))).not.toContain('+|')
})

test('many JSON values, one a line, and many occurrences of a pinned text on one line take linear time', async () => {
  const records = `{"a":"${'x'.repeat(200_000)}"}\n${'{"a":1}\n'.repeat(20_000)}`
  const line = `${'pin '.repeat(100_000)}\n`
  const from = performance.now()
  const first = await compressed([document(records)])
  const second = await compressed([document(line)], { pinned: ['pin'] })
  expect(first.verdict.holds && second.verdict.holds).toBe(true)
  expect(performance.now() - from).toBeLessThan(5_000)
}, 20_000)

test('a sentence is not chosen twice, with a query or without', async () => {
  const random = createRandom(5)
  const sentence = 'The telescope of the harbour stands behind the house of the keeper.'
  const others = Array.from(
    { length: 120 },
    (_, n) => `On day ${n} ${random.pick(['Ada', 'Bob', 'Cid'])} saw ship ${random.below(900)}.`,
  )
  const text = others.flatMap((other, n) => (n % 3 === 0 ? [other, sentence] : [other])).join('\n')
  for (const query of ['Where does the telescope stand?', '']) {
    const { verdict, shown } = await compressed([document(text)], { query, contentType: 'prose' })
    expect(verdict.holds).toBe(true)
    expect(shown).toContain('[omni:prose')
    expect(shown.split(sentence).length - 1).toBeLessThanOrEqual(1)
  }
})

test('the same input gives the same bytes', async () => {
  const text = mixedText(createRandom(99)).repeat(2)
  const first = await compressed([document(text)], { query: 'owner' })
  const second = await compressed([document(text)], { query: 'owner' })
  expect(second.shown).toBe(first.shown)
})

test('what came out of a compression is not compressed again', async () => {
  const { shown } = await compressed([document(mixedText(createRandom(4)).repeat(3))])
  expect(shown).toContain('[omni:')
  expect((await compressed([document(shown)])).shown).toBe(shown)
})
