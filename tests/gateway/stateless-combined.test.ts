import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveAsking, type AskingService } from './fixtures/asking-server'
import { serveModern, type ModernService } from './fixtures/modern-server'
import { newEndpoint, RunningGateway, TOKEN } from './support/running-gateway'

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]?.text ?? ''

let gateway: RunningGateway
let older: AskingService
let newer: ModernService
let client: Client
const places: ReturnType<typeof newEndpoint>[] = []

beforeEach(async () => {
  const [olderPlace, newerPlace] = [newEndpoint(), newEndpoint()]
  places.push(olderPlace, newerPlace)
  older = serveAsking(olderPlace.endpoint)
  newer = serveModern(newerPlace.endpoint)
  gateway = await RunningGateway.start({}, ['gateway', 'older', 'newer'], undefined, {})
  const up = (serviceId: string, endpoint: string): void =>
    gateway.gateway.receive({ type: 'route', serviceId, route: { kind: 'up', endpoint } })
  up('older', olderPlace.endpoint)
  up('newer', newerPlace.endpoint)
  for (const id of ['older', 'newer'])
    await gateway.message((one) => one.type === 'catalog' && one.catalog.serviceId === id)
  client = new Client(
    { name: 'v2', version: '1' },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode: 'auto' } },
  )
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: { name: 'Ada', color: 'red' },
  }))
})
afterEach(async () => {
  await client.close()
  gateway.gateway.close()
  for (const service of [older, newer]) {
    service.server.close()
    service.dropConnections()
  }
  for (const place of places.splice(0)) place.remove()
})

const connect = async (path: string, port = gateway.portOf('gateway')): Promise<void> => {
  const url = new URL(`http://127.0.0.1:${port}${path}`)
  const requestInit = { headers: { authorization: `Bearer ${TOKEN}` } }
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }))
}

test('services of two revisions stand behind one address', async () => {
  await connect('/mcp')
  expect(client.getProtocolEra()).toBe('modern')
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names).toContain('older__ask')
  expect(names).toContain('newer__test_simple_text')
  const asked = await client.callTool({ name: 'older__ask', arguments: {} })
  expect(JSON.parse(textOf(asked))).toEqual({ name: 'Ada', color: 'red' })
  const rounds = await client.callTool({
    name: 'newer__test_input_required_result_multi_round',
    arguments: {},
  })
  expect(textOf(rounds)).toBe('Both rounds are done.')
  expect((await client.readResource({ uri: 'test://static-text' })).contents).toHaveLength(1)
})

test('a service has an address of its own, and its own port where it is built in; names are plain there', async () => {
  await connect('/mcp/newer')
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('test_simple_text')
  await client.close()
  await connect('/mcp', gateway.portOf('older'))
  expect(textOf(await client.callTool({ name: 'echo', arguments: { text: 'plain' } }))).toBe('plain')
})

test('calls are recorded with their era and address', async () => {
  await connect('/mcp')
  await client.callTool({ name: 'older__echo', arguments: { text: 'x' } })
  const traffic = await gateway.message(
    (one) => one.type === 'traffic' && one.calls.some(({ target }) => target === 'echo'),
  )
  if (traffic.type !== 'traffic') throw new Error('no traffic')
  expect(traffic.calls.find(({ target }) => target === 'echo')).toMatchObject({
    serviceId: 'older',
    endpoint: 'default',
    era: 'stateless',
    outcome: 'ok',
    client: 'v2 1',
    mcpSessionId: null,
  })
})
