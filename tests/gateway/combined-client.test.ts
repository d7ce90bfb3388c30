import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeView, FakeViews } from './support/fake-view'
import { RunningGateway, startService, TOKEN, type RunningService } from './support/running-gateway'

const TOOLS = ['echo', 'progress', 'ask', 'sample', 'log', 'hang', 'fail', 'announce']

let gateway: RunningGateway
let red: RunningService
let blue: RunningService
let client: Client
let view: FakeView

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]?.text ?? ''
const call = async (name: string, args: Record<string, unknown> = {}): Promise<unknown> =>
  await client.callTool({ name, arguments: args })

beforeEach(async () => {
  red = startService()
  blue = startService()
  view = new FakeView('default', { red: TOOLS, blue: TOOLS })
  const parts = { views: new FakeViews(view) }
  gateway = await RunningGateway.start({}, ['gateway'], undefined, parts)
  gateway.gateway.receive({ type: 'route', serviceId: 'red', route: { kind: 'up', endpoint: red.endpoint } })
  gateway.gateway.receive({
    type: 'route',
    serviceId: 'blue',
    route: { kind: 'up', endpoint: blue.endpoint },
  })
  client = new Client(
    { name: 'sdk', version: '1' },
    { capabilities: { elicitation: {}, sampling: {}, roots: { listChanged: true } } },
  )
  const transport = new StreamableHTTPClientTransport(gateway.url, {
    requestInit: { headers: { authorization: `Bearer ${TOKEN}` } },
  })
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }))
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
    model: 'm',
    role: 'assistant',
    content: { type: 'text', text: `sampled ${JSON.stringify(params.messages[0]?.content)}` },
  }))
  await client.connect(transport)
})
afterEach(async () => {
  await client.close()
  gateway.gateway.close()
  red.close()
  blue.close()
})

describe('the SDK client on an endpoint of two services', () => {
  test('is greeted by the gateway; no service is asked before it is needed', async () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'omnimind' })
    expect(client.getInstructions()).toBe('Prefixes: red, blue')
    const { tools } = await client.listTools()
    expect(tools.map((tool) => tool.name)).toEqual([
      ...TOOLS.map((name) => `red__${name}`),
      ...TOOLS.map((name) => `blue__${name}`),
    ])
    await client.ping()
    expect([red.seen.connections, blue.seen.connections]).toEqual([0, 0])
    await call('blue__echo', { text: 'hi' })
    expect([red.seen.connections, blue.seen.connections]).toEqual([0, 1])
  })

  test('calls both at once, each answer to its own question', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `${n % 2 === 0 ? 'red' : 'blue'} ${n}`)
    const results = await Promise.all(names.map((text) => call(`${text.split(' ')[0]}__echo`, { text })))
    expect(results.map(textOf)).toEqual(names)
    expect(await call('red__fail')).toMatchObject({ isError: true })
    await expect(call('green__echo')).rejects.toThrow('There is no tool')
    expect(textOf(await call('search'))).toBe('found')
  })

  test('is asked by both services in the middle of calls', async () => {
    const asked = await Promise.all([
      call('red__ask'),
      call('blue__ask'),
      call('red__sample', { text: 'r' }),
      call('blue__sample', { text: 'b' }),
    ])
    expect(JSON.parse(textOf(asked[0]))).toEqual({ action: 'accept', content: { name: 'Ada' } })
    expect(JSON.parse(textOf(asked[1]))).toEqual({ action: 'accept', content: { name: 'Ada' } })
    expect(textOf(asked[2])).toContain('"text":"r"')
    expect(textOf(asked[3])).toContain('"text":"b"')
  })

  test('sees the progress of each call apart', async () => {
    const run = async (name: string, count: number): Promise<number[]> => {
      const seen: number[] = []
      await client.callTool({ name, arguments: { count } }, undefined, {
        onprogress: ({ progress }) => seen.push(progress),
      })
      return seen
    }
    expect(await Promise.all([run('red__progress', 3), run('blue__progress', 5)])).toEqual([
      [1, 2, 3],
      [1, 2, 3, 4, 5],
    ])
  })

  test('cancels a call: only its service hears it', async () => {
    const abort = new AbortController()
    const held = client.callTool({ name: 'blue__hang', arguments: {} }, undefined, { signal: abort.signal })
    const given = expect(held).rejects.toThrow()
    await call('red__echo', { text: 'x' })
    while (!blue.seen.calls.includes('hang')) await turn()
    abort.abort()
    await given
    while (blue.seen.cancelled === 0) await turn()
    expect(red.seen.cancelled).toBe(0)
  })

  test('hears of changed lists from the view, once, and not from the services', async () => {
    let changes = 0
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes++)
    await call('red__announce')
    await call('blue__announce')
    expect(changes).toBe(0)
    view.change('tools')
    while (changes === 0) await turn()
    await client.ping()
    expect(changes).toBe(1)
  })

  test('sets the log level of every service, reached already or later', async () => {
    const heard: unknown[] = []
    client.setNotificationHandler(
      LoggingMessageNotificationSchema,
      ({ params }) => void heard.push(params.data),
    )
    await call('red__echo', { text: 'x' })
    await client.setLoggingLevel('warning')
    await call('red__echo', { text: 'x' })
    await call('blue__log', { text: 'careful' })
    expect([red.seen.logLevels, blue.seen.logLevels]).toEqual([['warning'], ['warning']])
    while (heard.length === 0) await turn()
    expect(heard).toEqual(['careful'])
  })

  test('reads and subscribes at the service a resource belongs to, also after it restarted', async () => {
    expect((await client.readResource({ uri: 'blue:1' })).contents).toMatchObject([{ uri: 'blue:1' }])
    await client.subscribeResource({ uri: 'blue:1' })
    expect([red.seen.subscriptions, blue.seen.subscriptions]).toEqual([[], ['blue:1']])
    await expect(client.readResource({ uri: 'green:1' })).rejects.toThrow('No such resource')
    const before = blue.seen.connections
    blue.seen.dropConnections()
    while (blue.seen.connections === before) await turn()
    while (blue.seen.subscriptions.length < 2) await turn()
  })

  test('tells the services it reached that its roots changed', async () => {
    await call('red__echo', { text: 'x' })
    await client.sendRootsListChanged()
    while (red.seen.notes.length === 0) await turn()
    expect([red.seen.notes, blue.seen.notes]).toEqual([['notifications/roots/list_changed'], []])
  })
})
