import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { systemClock } from '@shared/lib/clock'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { defineTool, ToolError, type Tool } from './define-tool'
import { createSessionServer } from './mcp-session'
import { ResourceSubscriptions } from './resource-subscriptions'
import { readyTools, ToolCalls } from './tool-calls'

const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
const described = { title: 'T', description: 'D', hints }
let signals: AbortSignal[]
let ran: string[]

const double = defineTool({
  ...described,
  name: 'double',
  input: { n: z.number(), unit: z.string().default('m') },
  output: { twice: z.number() },
  run: ({ n, unit }) => {
    ran.push('double')
    return { structured: { twice: 2 * n }, text: `${2 * n} ${unit}` }
  },
})
const waits = defineTool({
  ...described,
  name: 'waits',
  input: {},
  output: {},
  async run(_input, { signal }) {
    signals.push(signal)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    return { structured: {} }
  },
})
const aborts = defineTool({
  ...described,
  name: 'aborts',
  input: {},
  output: {},
  async run(_input, { signal }) {
    signals.push(signal)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    signal.throwIfAborted()
    return { structured: {} }
  },
})
const image = { type: 'image', data: 'AAAA', mimeType: 'image/png' } as const
const paints = defineTool({
  ...described,
  name: 'paints',
  freshness: 300,
  input: {},
  output: { strokes: z.number() },
  run: (_input, { progress }) => {
    progress(1, 2, 'half')
    progress(2)
    return { structured: { strokes: 2 }, content: [image] }
  },
})
const fails = defineTool({
  ...described,
  name: 'fails',
  input: { how: z.enum(['mend', 'fault']) },
  output: {},
  run({ how }) {
    throw how === 'mend' ? new ToolError('Give it a name.') : new TypeError('nobody foresaw this')
  },
})
const lies: Tool = {
  ...described,
  name: 'lies',
  input: {},
  output: { count: z.number() },
  run: () => ({ structured: { count: 'many' } }),
}

const session = { id: 's', startedAt: 0, client: () => null }
const picky = defineTool({
  ...described,
  name: 'picky',
  input: {
    text: z.string().refine(() => {
      throw new Error('a check of ours that fails')
    }),
  },
  output: {},
  run: () => ({ structured: {} }),
})
let client: InMemoryTransport
let answers: JSONRPCMessage[]
const error = vi.fn()
const debug = vi.fn()
const log = { debug, info() {}, warn() {}, error }

beforeEach(async () => {
  signals = []
  ran = []
  answers = []
  error.mockReset()
  debug.mockReset()
  const manifest = { id: 'tests', title: 'Tests' } as never
  const parts = { tools: [double, waits, aborts, paints, fails, lies] as Tool[], dispose() {} }
  const subscriptions = new ResourceSubscriptions()
  const serve = createSessionServer({ manifest, parts, subscriptions, clock: systemClock, log })
  const [near, far] = InMemoryTransport.createLinkedPair()
  client = near
  client.onmessage = (message) => void answers.push(message)
  await serve(far)
})
afterEach(() => client.close())

const call = (params: Record<string, unknown>, id: number | string = 1): Promise<void> =>
  client.send({ jsonrpc: '2.0', id, method: 'tools/call', params })
const answerTo = (id: number | string): Promise<Record<string, unknown>> =>
  vi.waitFor(() => {
    const found = answers.find((answer) => 'id' in answer && answer.id === id)
    if (!found) throw new Error(`no answer to ${id}`)
    return found
  })

test('answers with defaults filled in, text and structure, the id last', async () => {
  await call({ name: 'double', arguments: { n: 4 } }, 'a')
  const answer = await answerTo('a')
  expect(answer).toEqual({
    jsonrpc: '2.0',
    id: 'a',
    result: { content: [{ type: 'text', text: '8 m' }], structuredContent: { twice: 8 } },
  })
  expect(Object.keys(answer)).toEqual(['result', 'jsonrpc', 'id'])
})

describe('by itself', () => {
  let passedOn: JSONRPCMessage[]
  beforeEach(async () => {
    passedOn = []
    const [near, far] = InMemoryTransport.createLinkedPair()
    client = near
    client.onmessage = (message) => void answers.push(message)
    const calls = new ToolCalls({ inner: far, tools: readyTools([double, waits, picky]), session, log })
    calls.onmessage = (message) => void passedOn.push(message)
    await calls.start()
  })

  test.each([
    ['with arguments', { name: 'double', arguments: { n: 4 } }],
    ['with metadata', { name: 'double', arguments: { n: 4 }, _meta: { progressToken: 1 } }],
  ])('a plain call %s never comes to the SDK', async (_what, params) => {
    await call(params)
    expect(await answerTo(1)).toMatchObject({ result: { structuredContent: { twice: 8 } } })
    expect(passedOn).toEqual([])
  })

  test.each([
    ['an unknown tool', { name: 'nobody' }],
    ['wrong arguments', { name: 'double', arguments: { n: 'four' } }],
    ['arguments that are null', { name: 'waits', arguments: null }],
    ['a task', { name: 'double', arguments: { n: 4 }, task: {} }],
    ['a schema that throws', { name: 'picky', arguments: { text: 'x' } }],
  ])('%s is left to it', async (_what, params) => {
    await call(params)
    expect(passedOn).toMatchObject([{ id: 1, params }])
    expect(ran).toEqual([])
  })

  test.each([
    ['a number as progress token', { _meta: { progressToken: 1.5 } }],
    ['text as metadata', { _meta: 'x' }],
  ])('what the SDK would drop without a word is refused: %s', async (_what, params) => {
    await client.send({ jsonrpc: '2.0', id: 5, method: 'tools/list', params } as unknown as JSONRPCMessage)
    expect(await answerTo(5)).toMatchObject({ error: { code: -32600 } })
    expect(passedOn).toEqual([])
  })

  test('an id that was cancelled can be used again, and cancelled again', async () => {
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } } as const
    await call({ name: 'waits' }, 7)
    await client.send(cancel)
    await call({ name: 'waits' }, 7)
    await vi.waitFor(() => expect(signals).toHaveLength(2))
    // The end of the first one must not be taken for that of the second.
    await new Promise(setImmediate)
    await client.send(cancel)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    expect(passedOn).toEqual([])
  })
})

test.each([
  ['wrong arguments', { name: 'double', arguments: { n: 'four' } }, /Invalid arguments for tool double/],
  ['an unknown tool', { name: 'nobody', arguments: {} }, /Tool nobody not found/],
])('leaves %s to the SDK', async (_what, params, text) => {
  await call(params)
  expect(await answerTo(1)).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringMatching(text) }] },
  })
  expect(ran).toEqual([])
})

test.each([
  ['arguments that are no object', { name: 'double', arguments: [4] }],
  ['a task, which no tool here can be', { name: 'double', arguments: { n: 4 }, task: { ttl: 1 } }],
])('refuses %s', async (_what, params) => {
  await call(params)
  expect(await answerTo(1)).toHaveProperty('error')
  expect(ran).toEqual([])
})

test('tells what the caller can mend, and logs only what is our fault', async () => {
  await call({ name: 'fails', arguments: { how: 'mend' } }, 1)
  expect(await answerTo(1)).toMatchObject({
    result: { isError: true, content: [{ text: 'Give it a name.' }] },
  })
  expect(error).not.toHaveBeenCalled()
  await call({ name: 'fails', arguments: { how: 'fault' } }, 2)
  expect(await answerTo(2)).toMatchObject({
    result: { isError: true, content: [{ text: 'nobody foresaw this' }] },
  })
  expect(error).toHaveBeenCalledOnce()
})

test('does not pass on an answer that does not fit the output schema', async () => {
  await call({ name: 'lies' })
  expect(await answerTo(1)).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining('does not fit its output schema') }] },
  })
  expect(error).toHaveBeenCalledOnce()
})

test('what is no text comes as it is', async () => {
  await call({ name: 'paints' })
  expect(await answerTo(1)).toMatchObject({
    result: { content: [image], structuredContent: { strokes: 2 } },
  })
  expect(answers).toHaveLength(1)
})

test('progress reaches who asked for it, before the answer', async () => {
  await call({ name: 'paints', _meta: { progressToken: 't' } }, 3)
  await answerTo(3)
  const method = 'notifications/progress'
  expect(answers.slice(0, 2)).toEqual([
    { jsonrpc: '2.0', method, params: { progressToken: 't', progress: 1, total: 2, message: 'half' } },
    { jsonrpc: '2.0', method, params: { progressToken: 't', progress: 2 } },
  ])
})

test('the list says for how long an answer may be kept', async () => {
  await client.send({ jsonrpc: '2.0', id: 4, method: 'tools/list' })
  const { tools } = (await answerTo(4))['result'] as { tools: { name: string; _meta?: unknown }[] }
  const metaOf = (name: string): unknown => tools.find((tool) => tool.name === name)?._meta
  expect(metaOf('paints')).toEqual({ 'omnimind/cacheSeconds': 300 })
  expect(metaOf('double')).toBeUndefined()
})

test('a cancelled call is told to stop and gets no answer', async () => {
  await call({ name: 'waits' }, 7)
  await vi.waitFor(() => expect(signals).toHaveLength(1))
  await client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 8 } })
  expect(signals[0]?.aborted).toBe(false)
  await client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } })
  expect(signals[0]?.aborted).toBe(true)
  await call({ name: 'double', arguments: { n: 1 } }, 9)
  await answerTo(9)
  expect(answers).toHaveLength(1)
})

test('what a cancelled call ends with is no fault, and is logged for who looks for it only', async () => {
  await call({ name: 'aborts' }, 7)
  await vi.waitFor(() => expect(signals).toHaveLength(1))
  await client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } })
  await vi.waitFor(() => expect(debug).toHaveBeenCalledOnce())
  expect(debug.mock.calls[0]?.[0]).toContain('The cancelled call of aborts ended: This operation was aborted')
  expect(error).not.toHaveBeenCalled()
  expect(answers).toEqual([])
})

test('the end of the session stops what runs', async () => {
  await call({ name: 'waits' })
  await vi.waitFor(() => expect(signals).toHaveLength(1))
  await client.close()
  expect(signals[0]?.aborted).toBe(true)
})
