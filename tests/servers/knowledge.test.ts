import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/knowledge/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve, type Served } from '../support/served'

interface Answer {
  structured: Record<string, unknown>
  text: string
  isError: unknown
}
interface Hits {
  hits: { key: string; snippet: string; score: number }[]
  rankedBy: string[]
}

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

async function call(name: string, args: Record<string, unknown> = {}, by = client): Promise<Answer> {
  const { structuredContent, content, isError } = await by.callTool({ name, arguments: args })
  const text = (content as { text: string }[])[0]?.text ?? ''
  return { structured: structuredContent as Record<string, unknown>, text, isError }
}
const remember = (key: string, value: unknown, more: object = {}) => call('remember', { key, value, ...more })
const keysOf = ({ structured }: Answer): string[] =>
  (structured as unknown as Hits).hits.map(({ key }) => key)
const search = async (text: string, more: object = {}) =>
  keysOf(await call('search_knowledge', { text, ...more }))

describe('entries', () => {
  test.each([
    ['text', 'plain\nand "quoted" 漢字 \0 end'],
    ['number', 4.5],
    ['null', null],
    ['false', false],
    ['object', { host: 'db.local', ports: [1, 2], nested: { on: true } }],
    ['text that looks like JSON', '{"a":1}'],
  ])('a value is recalled as it was: %s', async (_, value) => {
    expect((await remember('k', value, { metadata: { by: 'test' } })).structured).toMatchObject({
      created: true,
    })
    const { structured } = await call('recall', { key: 'k' })
    expect(structured).toMatchObject({
      total: 1,
      entries: [{ source: 'general', category: 'general', key: 'k', value, metadata: { by: 'test' } }],
    })
  })

  test('remember replaces and says so; update changes only what exists', async () => {
    const first = (await remember('k', 'one', { metadata: { a: 1 } })).structured
    const second = (await remember('k', 'two')).structured
    expect([first['created'], second['created']]).toEqual([true, false])
    await call('update', { key: 'k', metadata: { b: 2 } })
    expect((await call('recall', { key: 'k' })).structured).toMatchObject({
      entries: [{ value: 'two', metadata: { b: 2 } }],
    })
    expect(await call('update', { key: 'absent', value: 1 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('There is no entry "absent"'),
    })
    expect(await call('update', { key: 'k' })).toMatchObject({ isError: true })
  })

  test('a writer who read an older state is refused, and nothing is written', async () => {
    const { entry } = (await remember('k', 1)).structured as { entry: { updatedAt: number } }
    const stale = { key: 'k', value: 9, expectedUpdatedAt: entry.updatedAt }
    await remember('k', 2)
    for (const tool of ['remember', 'update'])
      expect(await call(tool, stale)).toMatchObject({
        isError: true,
        text: expect.stringContaining('expected'),
      })
    const batch = { entries: [{ key: 'other', value: 1 }, stale] }
    expect(await call('remember_batch', batch)).toMatchObject({ isError: true })
    expect((await call('list_memories')).structured).toMatchObject({ total: 1, entries: [{ preview: '2' }] })
  })

  test('recall by the beginning of a key, page by page, over sources', async () => {
    for (const key of ['api/b', 'api/a', 'apx', 'API/c']) await remember(key, key)
    await remember('api/z', 'z', { source: 'other' })
    const { structured } = await call('recall', { keyPrefix: 'api/', limit: 2 })
    expect(structured).toMatchObject({ total: 3, entries: [{ key: 'api/a' }, { key: 'api/b' }] })
    const rest = (await call('recall', { keyPrefix: 'api/', limit: 2, offset: 2 })).structured
    expect(rest).toMatchObject({ entries: [{ key: 'api/z', source: 'other' }] })
    expect(await call('recall', { key: 'api' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('"api/b"'),
    })
    expect(await call('recall', {})).toMatchObject({ isError: true })
  })

  test('list filters, orders and pages without values', async () => {
    for (const [key, category] of [
      ['b', 'x'],
      ['a', 'x'],
      ['c', 'y'],
    ] as const)
      await remember(key, `${key} `.repeat(500), { category })
    const keys = async (args: object) =>
      ((await call('list_memories', { ...args })).structured['entries'] as { key: string }[]).map(
        ({ key }) => key,
      )
    expect(await keys({ category: 'x', orderBy: 'key', direction: 'asc' })).toEqual(['a', 'b'])
    expect(await keys({ orderBy: 'createdAt', direction: 'desc' })).toEqual(['c', 'a', 'b'])
    expect(await keys({ orderBy: 'key', direction: 'asc', limit: 1, offset: 2 })).toEqual(['c'])
    expect(await keys({ updatedBefore: 1 })).toEqual([])
    const { structured } = await call('list_memories', { keyPrefix: 'c' })
    expect(structured).toMatchObject({ total: 1, entries: [{ bytes: 1_000 }] })
    expect(JSON.stringify(structured).length).toBeLessThan(500)
  })

  test('forget by filter needs the true number', async () => {
    for (const key of ['a', 'b', 'c']) await remember(key, key, { source: 'old' })
    await remember('d', 'd')
    const filter = { source: 'old' }
    expect((await call('forget', filter)).isError).toBe(true)
    expect((await call('forget', { confirmCount: 4 })).isError).toBe(true)
    expect(await call('forget', { ...filter, confirmCount: 2 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('3 entries match'),
    })
    expect((await call('forget', { ...filter, confirmCount: 3 })).structured).toEqual({ forgotten: 3 })
    expect((await call('forget', { key: 'd' })).structured).toEqual({ forgotten: 1 })
    expect((await call('forget', { key: 'd' })).structured).toEqual({ forgotten: 0 })
    expect((await call('knowledge_statistics')).structured).toMatchObject({ entries: 0, groups: [] })
    expect(await search('a b c d')).toEqual([])
  })

  test('batches do all or nothing and tell what is missing', async () => {
    const entries = ['a', 'b', 'c'].map((key) => ({ key, value: key }))
    expect((await call('remember_batch', { entries })).structured).toMatchObject({ created: 3, updated: 0 })
    expect(await call('remember_batch', { entries: [...entries, entries[0]] })).toMatchObject({
      isError: true,
      text: expect.stringContaining('twice'),
    })
    const asked = { entries: [{ key: 'c' }, { key: 'x' }, { key: 'a' }] }
    expect((await call('recall_batch', asked)).structured).toMatchObject({
      entries: [{ key: 'c' }, { key: 'a' }],
      missing: [{ source: 'general', category: 'general', key: 'x' }],
      omitted: [],
    })
    expect((await call('forget_batch', asked)).structured).toEqual({ forgotten: 2, missing: 1 })
    expect((await call('list_memories')).structured).toMatchObject({ total: 1 })
  })

  test('limits are told, and a value of exactly 1 MB is kept', async () => {
    const megabyte = 'x'.repeat(1024 * 1024)
    expect((await remember('big', megabyte)).structured).toMatchObject({ created: true })
    expect((await call('recall', { key: 'big' })).structured).toMatchObject({
      entries: [{ value: megabyte }],
    })
    for (const value of [`${megabyte}y`, 'é'.repeat(600_000), 'half \ud83d'])
      expect((await remember('no', value)).isError).toBe(true)
    expect((await call('remember', { key: 'no' })).isError).toBe(true)
    expect((await call('list_memories')).structured).toMatchObject({ total: 1 })
  })

  test('statistics count what there is', async () => {
    await remember('a', 'four', { source: 's', category: 'c' })
    await remember('b', [1], { source: 's', category: 'c' })
    await remember('c', 'é')
    expect((await call('knowledge_statistics')).structured).toMatchObject({
      entries: 3,
      bytes: 9,
      groups: [
        { source: 's', category: 'c', entries: 2, bytes: 7 },
        { source: 'general', category: 'general', entries: 1, bytes: 2 },
      ],
      moreGroups: 0,
      embeddings: null,
    })
  })
})

describe('search', () => {
  test('finds inflections, keys written as one word, JSON, and scripts without spaces', async () => {
    await remember('a', 'She walked to the harbour')
    await remember('apiBaseUrl', 'https://example.org')
    await remember('c', { server: 'falcon', ports: [8080] })
    await remember('d', '東京都に行きました')
    expect((await search('who was walking?'))[0]).toBe('a')
    expect((await search('base url'))[0]).toBe('apiBaseUrl')
    expect((await search('falcons 8080'))[0]).toBe('c')
    expect((await search('京都'))[0]).toBe('d')
  })

  test('a neighbour has the words: it is found after the entry itself', async () => {
    await remember('1', 'The meeting is about the harbour')
    await remember('2', 'It begins at nine')
    await remember('3', 'Lunch is later')
    await remember('x', 'It begins at ten', { category: 'other' })
    expect(await search('harbour')).toEqual(['1', '2'])
    await call('forget', { key: '1' })
    expect(await search('harbour')).toEqual([])
  })

  test('filters, limits, and shows the part that fits', async () => {
    const filler = 'nothing of interest stands here. '.repeat(50)
    await remember('a', `${filler}The falcon flies. ${filler}`, { source: 's' })
    await remember('b', 'falcon', { source: 't', category: 'u' })
    expect(await search('falcon', { source: 's' })).toEqual(['a'])
    expect(await search('falcon', { category: 'u' })).toEqual(['b'])
    expect(await search('falcon', { limit: 1 })).toHaveLength(1)
    const { hits, rankedBy } = (await call('search_knowledge', { text: 'falcons', source: 's' }))
      .structured as unknown as Hits
    expect(rankedBy).toEqual(['bm25', 'window'])
    expect(hits[0]?.snippet).toContain('The falcon flies.')
    expect(hits[0]?.snippet.length).toBeLessThan(210)
  })

  test.each(['"', 'a AND', 'NEAR(x', 'key:x*', '^ - ( )', '*', "'; DROP TABLE knowledge; --", '\0', '½ ☃'])(
    'the query %j is words, never syntax',
    async (text) => {
      await remember('k', 'a near key x table')
      expect((await call('search_knowledge', { text })).isError).toBeUndefined()
      expect((await call('list_memories')).structured).toMatchObject({ total: 1 })
    },
  )

  test('without a word that fits it finds beginnings, then parts', async () => {
    await remember('k', 'performance of the C++ compiler')
    expect(await search('compi')).toEqual(['k'])
    const { structured } = await call('search_knowledge', { text: 'ormanc' })
    expect(structured).toMatchObject({ hits: [{ key: 'k', score: 0 }], rankedBy: ['part'] })
    expect(await search('++')).toEqual(['k'])
  })

  test('the same search again is the same, until something is written', async () => {
    await remember('a', 'falcon')
    expect(await search('falcon')).toEqual(['a'])
    expect(await search('falcon')).toEqual(['a'])
    await remember('b', 'falcon falcon', { category: 'other' })
    expect(new Set(await search('falcon'))).toEqual(new Set(['a', 'b']))
    await remember('a', 'eagle')
    expect(await search('falcon')).toEqual(['b'])
  })
})

test('many clients write at once and nothing is lost', async () => {
  const clients = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => (await served.connect(`c${n}`)).client),
  )
  await remember('counter', 0)
  await Promise.all(
    clients.map(async (each, n) => {
      for (let i = 0; i < 20; i++) {
        await call('remember', { key: `${n}/${i}`, value: i }, each)
        await increment(each)
      }
    }),
  )
  expect((await call('recall', { key: 'counter' })).structured).toMatchObject({ entries: [{ value: 160 }] })
  expect((await call('list_memories', { limit: 1 })).structured).toMatchObject({ total: 161 })
  await Promise.all(clients.map((each) => each.close()))
})

/** Optimistic: read, add one, write if nobody wrote in between, else again. */
async function increment(by: Client): Promise<void> {
  for (;;) {
    const { entries } = (await call('recall', { key: 'counter' }, by)).structured as {
      entries: { value: number; updatedAt: number }[]
    }
    const [counter] = entries
    if (!counter) throw new Error('The counter is gone.')
    const change = { key: 'counter', value: counter.value + 1, expectedUpdatedAt: counter.updatedAt }
    if ((await call('update', change, by)).isError === undefined) return
  }
}
