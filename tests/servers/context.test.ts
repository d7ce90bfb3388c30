import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/context/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

const call = async (name: string, args: Record<string, unknown> = {}) => {
  const { structuredContent, content, isError } = await client.callTool({ name, arguments: args })
  return { structured: structuredContent, text: (content as { text: string }[])[0]?.text, isError }
}
const save = async (name: string, content: string, more: Record<string, unknown> = {}) =>
  await call('save_context', { name, content, ...more })
const found = async (args: Record<string, unknown>): Promise<string[]> => {
  const { structured } = await call('search_contexts', args)
  return (structured as { hits: { name: string }[] }).hits.map((hit) => hit.name)
}

describe('context over its socket', () => {
  test('saves, loads, lists and deletes', async () => {
    await save('atlas', 'Line 1\n漢字 👩‍🚀', { tags: ['work', 'work'], metadata: { source: { deep: [1] } } })
    const loaded = await call('load_context', { name: ' atlas ' })
    expect(loaded.text).toBe('Line 1\n漢字 👩‍🚀')
    expect(loaded.structured).toMatchObject({
      context: { name: 'atlas', tags: ['work'], metadata: { source: { deep: [1] } }, version: 1 },
    })
    await save('other', 'text')
    expect((await call('list_contexts', { tag: 'work' })).structured).toMatchObject({
      total: 1,
      contexts: [{ name: 'atlas' }],
    })
    expect((await call('list_contexts', { limit: 1, offset: 1 })).structured).toMatchObject({
      total: 2,
      contexts: [{ name: 'atlas' }],
    })
    expect((await call('delete_context', { name: 'atlas' })).structured).toMatchObject({ deleted: true })
    expect((await call('delete_context', { name: 'atlas' })).structured).toMatchObject({ deleted: false })
    expect(await found({ query: 'Line' })).toEqual([])
  })

  test('replaces only what the caller says it may replace', async () => {
    await save('plan', 'one')
    expect(await save('plan', 'two')).toMatchObject({
      isError: true,
      text: expect.stringContaining('expectedVersion: 1'),
    })
    expect((await save('plan', 'two', { expectedVersion: 1 })).structured).toMatchObject({
      created: false,
      context: { version: 2 },
    })
    expect(await save('plan', 'three', { expectedVersion: 1 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('it has version 2'),
    })
    expect((await save('plan', 'four', { overwrite: true })).structured).toMatchObject({
      context: { version: 3 },
    })
    expect(await save('absent', 'x', { expectedVersion: 1 })).toMatchObject({ isError: true })
    expect((await call('load_context', { name: 'plan' })).text).toBe('four')
  })

  test('a missing context names similar ones', async () => {
    await save('project-atlas', 'x')
    expect(await call('load_context', { name: 'atlas' })).toMatchObject({
      isError: true,
      text: 'There is no context "atlas". Similar names: "project-atlas".',
    })
  })

  test('ranks by words, knows beginnings, tags and scripts without spaces', async () => {
    await save('budget', 'Figures of the year')
    await save('notes', 'We talked about the budget, and Ünïcode', { tags: ['meeting'] })
    await save('chinese', '我们讨论了预算的问题')
    expect(await found({ query: 'budget' })).toEqual(['budget', 'notes'])
    expect(await found({ query: 'budget talk' })).toEqual(['notes'])
    expect(await found({ query: 'unicode' })).toEqual(['notes'])
    expect(await found({ query: 'budget figures nonsense', match: 'any' })).toEqual(['budget', 'notes'])
    expect(await found({ query: '预算' })).toEqual(['chinese'])
    expect(await found({ query: 'budget', tag: 'meeting' })).toEqual(['notes'])
    expect(await found({ query: 'meeting' })).toEqual(['notes'])
    const { structured } = await call('search_contexts', { query: 'talked' })
    expect(structured).toMatchObject({ hits: [{ snippet: expect.stringContaining('**talked**') }] })
  })

  test.each([
    '"',
    'a" OR "b',
    'NEAR(',
    '*',
    '^x',
    'name:x',
    "'; DROP TABLE contexts; --",
    '\0',
    'half \ud83d',
    '%',
  ])('takes %j as words, never as syntax', async (query) => {
    await save('safe', 'content')
    expect((await call('search_contexts', { query })).isError).toBeUndefined()
    expect((await call('list_contexts')).structured).toMatchObject({ total: 1 })
  })

  test('refuses too much with a text that says how much is allowed', async () => {
    expect((await save('big', 'x'.repeat(1_000_001))).text).toContain('longer than 1000000 characters')
    expect((await save('big', 'x', { metadata: { a: 'x'.repeat(20_001) } })).text).toContain('20000')
    expect((await save('', 'x')).text).toContain('A context needs a name')
    expect((await save('half', '\ud83d')).text).toContain('half of a character')
    expect((await call('list_contexts')).structured).toMatchObject({ total: 0 })
  })

  test('counts tokens, special ones as plain text', async () => {
    expect((await call('count_tokens', { text: 'hello world' })).structured).toEqual({
      tokens: 2,
      isExact: true,
      characters: 11,
      encoding: 'o200k_base',
    })
    const several = await call('count_tokens', { texts: ['hello world', '', 'hello'] })
    expect(several.structured).toMatchObject({ tokens: 3, each: [2, 0, 1], characters: 16 })
    expect((await call('count_tokens', {})).text).toContain('either')
    const special = await call('count_tokens', { text: '<|endoftext|><|im_start|>', encoding: 'cl100k_base' })
    // < | endo ft ext | >< | im _start | >: as special tokens they would be two.
    expect(special.structured).toMatchObject({ tokens: 12, encoding: 'cl100k_base' })
    expect((await call('count_tokens', { text: 'x'.repeat(5 * 1024 * 1024 + 1) })).text).toContain('at most')
  })
})
