import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/context/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { labelledLog } from '../../bench/compression/log-lines'
import { logStyles } from '../../bench/compression/log-styles'
import { createRandom } from '../support/random'
import { serve, type Served } from '../support/served'

let served: Served
let client: Client
beforeEach(async () => {
  served = await serve(server)
  client = (await served.connect()).client
})
afterEach(async () => {
  await client.close()
  await served.close()
})

interface Report {
  compressionId: string | null
  tokensBefore: number
  tokensAfter: number
  saved: number
  target: { tokens: number; reached: boolean }
  contract: { holds: boolean; checked: Record<string, number>; prevented: unknown[] }
  byType: { type: string; method: string; fidelity: string; references: string[] }[]
  warnings: string[]
  text?: string
  keptBytes?: number
}

const call = async (name: string, args: Record<string, unknown>, by = client) => {
  const { structuredContent, content, isError } = await by.callTool({ name, arguments: args })
  return {
    report: structuredContent as Report,
    text: (content as { text: string }[])[0]?.text ?? '',
    isError,
  }
}
const compress = async (args: Record<string, unknown>) => await call('compress_context', args)
const restore = async (reference: string) => (await call('restore_context', { reference })).text

const logOf = (name: string, lines: number): string => {
  const style = logStyles.find((one) => one.name === name)
  if (!style) throw new Error(`There is no style ${name}.`)
  return labelledLog(style, lines).text
}
const log = logOf('openssh', 250)
const rows = Array.from({ length: 50 }, (_, id) => ({
  id,
  name: `User ${id}`,
  role: 'member',
  active: id % 3 === 0,
}))
const letter = Array.from(
  { length: 60 },
  (_, n) =>
    `Sentence ${'abcdefghij'[n % 10]}${n} of the letter is about ${['tea', 'sea', 'trees', 'bees'][n % 4]}.`,
).join(' ')

describe('compress_context over its socket', () => {
  test('a log becomes its templates, counted and restorable', async () => {
    const { report, text } = await compress({ text: log })
    expect(report).toMatchObject({
      target: { reached: true },
      contract: { holds: true, prevented: [] },
      byType: [{ type: 'log', method: 'templates', fidelity: 'summary' }],
      warnings: [],
    })
    expect(report.saved).toBeGreaterThan(0.75)
    expect(report.contract.checked['log']).toBeGreaterThan(7)
    expect(report.text).toBe(text)
    const counted = await call('count_tokens', { texts: [log, text] })
    expect(counted.report).toMatchObject({ each: [report.tokensBefore, report.tokensAfter] })
    const ref = report.byType[0]?.references[0] ?? ''
    expect(await restore(ref)).toBe(log)
    expect(await restore(`${ref}:L2-3`)).toBe(`${log.split('\n').slice(1, 3).join('\n')}\n`)
    expect(await restore(`${ref}:5-25`)).toBe(log.slice(5, 25))
    expect(await restore(report.compressionId ?? '')).toBe(log)
  })

  test('JSON is tabulated without loss, and sampled only when the target asks for it', async () => {
    const text = JSON.stringify(rows, null, 2)
    const table = await compress({ text, targetRatio: 0.5 })
    expect(table.report.byType).toMatchObject([{ type: 'json', method: 'table', fidelity: 'lossless' }])
    expect(table.text).toContain('#50{id,name,role=member,active}\n0,User 0,true\n')
    const sample = await compress({ text, targetRatio: 0.1 })
    expect(sample.report.byType).toMatchObject([{ method: 'sample', fidelity: 'selection' }])
    expect(sample.text).toContain('49,User 49,false')
  })

  test('prose is left alone without query and target, chosen with a query, labelled when cut blindly', async () => {
    const alone = await compress({ text: letter })
    expect(alone.text).toBe(letter)
    expect(alone.report.warnings.join(' ')).toContain('Prose was left alone')
    const asked = await compress({ text: letter, query: 'what about the bees' })
    expect(asked.report.byType).toMatchObject([{ type: 'prose', method: 'query', fidelity: 'selection' }])
    expect(asked.text.match(/bees/g)?.length).toBeGreaterThan(3)
    expect(asked.text.match(/bees/g)?.length).toBeGreaterThan((asked.text.match(/tea\./g)?.length ?? 0) * 2)
    const blind = await compress({ text: letter, targetRatio: 0.3 })
    expect(blind.report.warnings.join(' ')).toContain('lossy')
    expect(blind.text).toContain('lossy')
  })

  test('a target below what is critical is missed, and said', async () => {
    const text = Array.from(
      { length: 40 },
      (_, n) => `DECISION ${n}: we take the ${'abcdefghij'[n % 10]} road.`,
    ).join('\n')
    const { report, text: answer } = await compress({ text, targetTokens: 20 })
    expect(answer).toBe(text)
    expect(report.target).toEqual({ tokens: 20, reached: false })
    expect(report.warnings.join(' ')).toContain('Target missed: 100 % stay')
  })

  test('of a conversation only what tools and the model said is shortened', async () => {
    const messages = [
      { role: 'system', content: log },
      { role: 'user', content: 'Why does it fail?', name: 'eve' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', function: { name: 'read', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: log.slice(0, -200) },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: JSON.stringify(rows) }] },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'open', name: 'x', input: { a: 1 } },
        ],
      },
      { role: 'tool', tool_call_id: 'z', content: logOf('hdfs', 300) },
      { role: 'user', content: 'And now?' },
    ]
    const { report, text } = await compress({ messages })
    const answer = JSON.parse(text) as typeof messages
    expect(answer.map(({ role }) => role)).toEqual(messages.map(({ role }) => role))
    for (const at of [0, 1, 2, 5, 6, 7]) expect(answer[at]).toEqual(messages[at])
    expect(answer[3]?.content).toMatch(/^\[omni:(log|same) ref=/)
    expect(JSON.stringify(answer[4]?.content)).toContain('#50{id,name,role=member,active}')
    expect(report.contract.checked['turns']).toBeGreaterThanOrEqual(5)
    expect(JSON.parse(await restore(report.compressionId ?? ''))).toEqual(messages)
  })

  test('members of a message stay in the order in which the client sent them', async () => {
    const messages = [
      { id: 7, content: log, name: 'read', role: 'tool' },
      { content: [{ text: 'Well?', type: 'text' }], role: 'user' },
    ]
    const { report, text } = await compress({ messages, keepLastTurns: 1 })
    expect(report.saved).toBeGreaterThan(0.5)
    const [first = {}, last] = JSON.parse(text) as Record<string, unknown>[]
    expect(Object.keys(first)).toEqual(['id', 'content', 'name', 'role'])
    expect(JSON.stringify(last)).toBe(JSON.stringify(messages[1]))
    expect(await restore(report.compressionId ?? '')).toBe(JSON.stringify(messages))
  })

  test('messages are described to clients, and wrong ones refused', async () => {
    const { tools } = await client.listTools()
    const { inputSchema } = tools.find(({ name }) => name === 'compress_context') ?? {}
    expect(inputSchema?.properties?.['messages']).toMatchObject({
      items: { type: 'object', required: ['role'], properties: { role: { type: 'string' }, content: {} } },
    })
    for (const messages of [
      [{ content: 'a' }],
      [{ role: 1 }],
      [{ role: 'user', content: [{ text: 'a' }] }],
      ['a'],
    ])
      expect(await compress({ messages })).toMatchObject({ isError: true })
  })

  test.each(['[omni:log ref=1a2b3c4d5e6f 5 lines]', '[omni:same ref=1]', '[omni:log]', '[omni:'])(
    'a text with a mark, perhaps a forged one such as %s, is left as it is, and that is said',
    async (mark) => {
      const text = `${log}${mark}\n`
      const { report, text: answer } = await compress({ text })
      expect(answer).toBe(text)
      expect(report.warnings.join(' ')).toContain('like the mark of an earlier compression')
    },
  )

  test('what was compressed before stays byte for byte when the conversation goes on', async () => {
    const begun = [
      { role: 'user', content: 'Look' },
      { role: 'tool', content: log },
      { role: 'tool', content: logOf('linux', 100) },
    ]
    const first = await compress({ messages: begun, keepLastTurns: 1 })
    const answer = JSON.parse(first.text) as unknown[]
    const fresh = [
      { role: 'tool', content: logOf('spark', 200) },
      { role: 'user', content: 'Well?' },
    ]
    const continues = first.report.compressionId
    const second = await compress({ messages: [...answer, ...fresh], continues, keepLastTurns: 1 })
    const grown = JSON.parse(second.text) as { content: string }[]
    expect(grown.slice(0, 3)).toEqual(answer)
    expect(grown[3]?.content).toMatch(/^\[omni:log/)
    expect(JSON.parse(await restore(second.report.compressionId ?? ''))).toEqual([...begun, ...fresh])
    expect(await compress({ messages: fresh, continues })).toMatchObject({
      isError: true,
      text: expect.stringContaining('does not begin'),
    })

    const text = await compress({ text: log })
    const more = await compress({
      text: `${text.text}${logOf('mac', 100)}`,
      continues: text.report.compressionId,
    })
    expect(more.text.startsWith(text.text)).toBe(true)
    expect(await restore(more.report.compressionId ?? '')).toBe(log + logOf('mac', 100))
  })

  test('another process makes the same bytes, and the same references', async () => {
    const other = await serve(server)
    const { client: stranger } = await other.connect()
    const args = { text: `${log}\n${letter}\n${JSON.stringify(rows)}`, query: 'bees' }
    const here = await compress(args)
    const there = await call('compress_context', args, stranger)
    expect(there.text).toBe(here.text)
    expect(there.report.compressionId).toBe(here.report.compressionId)
    await stranger.close()
    await other.close()
  })

  test('strange signs come back as they were', async () => {
    const random = createRandom(8)
    const signs = [
      '\0',
      '\ud83d',
      '\udc00',
      '\r\n',
      '\r',
      '\n',
      '\ufeff',
      '\u2028',
      'é',
      '漢',
      '👩‍🚀',
      'a',
      ' ',
      '"',
      '\\',
      '\u007f',
    ]
    for (let run = 0; run < 8; run++) {
      const noise = random.some(signs, 600).join('')
      const text = `\ufeff${log.replaceAll('\n', '\r\n')}${noise}\n${log}`
      const { report } = await compress({ text, targetRatio: 0.2 })
      expect(report.contract).toMatchObject({ holds: true, prevented: [] })
      expect(await restore(report.compressionId ?? '')).toBe(text)
    }
  })

  test('equal originals are kept once; forgetting keeps what others need', async () => {
    const { report: first } = await compress({ text: log })
    const { report: second } = await compress({ text: log, pinned: ['Accepted password'] })
    const kept = await call('forget_compression', { compressionId: first.compressionId })
    expect(kept.report).toMatchObject({ forgotten: true })
    expect(await restore(second.compressionId ?? '')).toBe(log)
    const { keptBytes: bytes = 0 } = kept.report
    expect(bytes).toBeGreaterThanOrEqual(log.length)
    expect(bytes).toBeLessThan(log.length * 1.5)
    const empty = await call('forget_compression', { compressionId: second.compressionId })
    expect(empty.report).toEqual({ forgotten: true, keptBytes: 0 })
    expect(await restore(second.compressionId ?? '')).toContain('There is no compression')
  })

  test.each([
    [{}, 'either text or messages'],
    [{ text: 'a', messages: [{ role: 'user', content: 'a' }] }, 'either text or messages'],
    [{ text: 'a', targetTokens: 5, targetRatio: 0.5 }, 'not both'],
    [{ text: 'a', continues: 'c0' }, 'There is no compression'],
    [{ text: 'x'.repeat(5 * 1024 * 1024 + 1) }, 'at most 5242880'],
    [{ text: '\n'.repeat(1_000_002) }, 'more than 1000000 lines'],
  ])('refuses with a text that helps: %#', async (args, text) => {
    expect(await compress(args)).toMatchObject({ isError: true, text: expect.stringContaining(text) })
  })

  test('a reference that begins as the id of a compression does is still a reference', async () => {
    for (let lines = 100; ; lines++) {
      const { report } = await compress({ text: logOf('openssh', lines) })
      const reference = report.byType[0]?.references.find((ref) => ref.startsWith('c'))
      if (reference === undefined) continue
      expect(await restore(reference)).toBe(logOf('openssh', lines))
      return
    }
  })

  test.each(['', 'x', '1a2b3c4d5e6f', 'c1a2b3c4d5e6', '1a2b3c4d5e6f:L1'])(
    'nothing is kept as %j',
    async (reference) => {
      expect(await call('restore_context', { reference })).toMatchObject({ isError: true })
    },
  )

  test.each([
    ['L9-2', 'The block has 251 lines'],
    ['L0-3', 'The block has 251 lines'],
    ['L999999-1000000', 'The block has 251 lines'],
    ['9-2', ' characters'],
    ['5-5', ' characters'],
    ['9999999-10000000', ' characters'],
  ])('a part that is not there, %s, is told with the size of the block', async (part, size) => {
    const text = `${log}the last line`
    const { report } = await compress({ text, contentType: 'log' })
    const ref = report.byType[0]?.references[0] ?? ''
    expect(await call('restore_context', { reference: `${ref}:${part}` })).toMatchObject({
      isError: true,
      text: expect.stringContaining(size),
    })
    expect(await restore(`${ref}:L251-260`)).toBe('the last line')
    expect(await restore(`${ref}:0-9999999`)).toBe(text)
  })

  test('nothing, one sign and only spaces are no problem', async () => {
    for (const text of ['', 'x', ' \n\n ', '[omni:log ref=1a2b3c4d5e6f 5 lines]'])
      expect(await compress({ text })).toMatchObject({ text, report: { contract: { holds: true } } })
  })
})

describe('a full store', () => {
  test('compresses nothing rather than lose an original', async () => {
    const small = await serve(server, { settings: { keepOriginalsMb: 1 } })
    const { client: user } = await small.connect()
    const first = await call('compress_context', { text: logOf('hadoop', 4_000) }, user)
    expect(first.report.saved).toBeGreaterThan(0.7)
    const text = logOf('hadoop', 4_001)
    const { report, text: answer } = await call('compress_context', { text }, user)
    expect(answer).toBe(text)
    expect(report).toMatchObject({ compressionId: null, saved: 0, byType: [] })
    expect(report.warnings[0]).toContain('Nothing was compressed')
    const fits = await call('compress_context', { text: log }, user)
    expect(fits.report.saved).toBeGreaterThan(0.7)
    await user.close()
    await small.close()
  })
})
