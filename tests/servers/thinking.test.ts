import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/thinking/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve, type Served } from '../support/served'

let served: Served
let client: Client
beforeEach(async () => {
  served = await serve(server)
  client = (await served.connect('ada')).client
})
afterEach(async () => {
  await client.close()
  await served.close()
})

const call = async (name: string, args: Record<string, unknown> = {}, by = client) =>
  await by.callTool({ name, arguments: args })

const think = async (thoughtNumber: number, more: Record<string, unknown> = {}, by = client) => {
  const thought = {
    thought: `thought ${thoughtNumber}`,
    nextThoughtNeeded: true,
    thoughtNumber,
    totalThoughts: 2,
  }
  return (await call('sequentialthinking', { ...thought, ...more }, by)).structuredContent
}

interface Listed {
  sessions: { sessionId: string; client: string; thoughts: number; firstThought: string }[]
  total: number
}
const list = async (): Promise<Listed> => (await call('list_thinking_sessions')).structuredContent as Listed

describe('thinking over its socket', () => {
  test('counts per session and keeps each session', async () => {
    const other = (await served.connect('bob')).client
    await think(1)
    expect(await think(3)).toMatchObject({ thoughtHistoryLength: 2, totalThoughts: 3, branches: [] })
    expect(await think(1, { branchFromThought: 1, branchId: 'b' }, other)).toMatchObject({
      thoughtHistoryLength: 1,
      branches: ['b'],
    })
    expect(await list()).toMatchObject({
      total: 2,
      sessions: [
        { client: 'bob 1.0', thoughts: 1, branches: ['b'] },
        { client: 'ada 1.0', thoughts: 2, firstThought: 'thought 1' },
      ],
    })
    await other.close()
  })

  test('a session that never thinks leaves no trace', async () => {
    expect(await list()).toEqual({ sessions: [], total: 0 })
    expect(await call('get_thinking_session')).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('This session has no thoughts yet.') }],
    })
  })

  test('reads the present or an earlier session, whole or in part', async () => {
    await think(1)
    await think(2, { isRevision: true, revisesThought: 1, thought: 'better \ud83d' })
    const [session] = (await list()).sessions
    await client.close()
    client = (await served.connect()).client
    const sessionId = session?.sessionId
    expect(await call('get_thinking_session', { sessionId, offset: 1 })).toMatchObject({
      structuredContent: {
        session: { sessionId, thoughts: 2 },
        thoughts: [{ position: 2, thought: 'better \ud83d', isRevision: true, revisesThought: 1 }],
      },
    })
    expect(await call('get_thinking_session', { sessionId: 'none' })).toMatchObject({ isError: true })
  })

  test('exports Markdown and JSON', async () => {
    await think(1)
    await think(2, { isRevision: true, revisesThought: 1 })
    const markdown = await call('export_thinking_session')
    expect(markdown.content).toMatchObject([
      {
        text: expect.stringMatching(
          /^# Thinking session .*\n## Thought 1\/2\n\nthought 1\n\n## Revision of 1: 2\/2\n/s,
        ),
      },
    ])
    const json = await call('export_thinking_session', { format: 'json' })
    const { document } = json.structuredContent as { document: string }
    expect(JSON.parse(document)).toMatchObject({ session: { thoughts: 2 }, thoughts: [{ position: 1 }, {}] })
  })
})
