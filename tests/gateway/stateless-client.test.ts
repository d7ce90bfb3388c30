import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askingTools, serveAsking, type AskingService } from './fixtures/asking-server'
import { startModernFixture, type ModernFixtureGateway } from './support/modern-fixture-gateway'
import { OneServiceViews } from './support/one-service-views'
import { newEndpoint, RunningGateway, TOKEN } from './support/running-gateway'

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]?.text ?? ''
const requestInit = { headers: { authorization: `Bearer ${TOKEN}` } }

describe.each(['auto', 'pinned'] as const)('the client library of this revision (%s)', (how) => {
  let gateway: RunningGateway
  let service: AskingService
  let place: ReturnType<typeof newEndpoint>
  let views: OneServiceViews
  let client: Client

  beforeEach(async () => {
    place = newEndpoint()
    service = serveAsking(place.endpoint)
    views = new OneServiceViews({ serviceId: 'fixture', modern: false, tools: askingTools })
    gateway = await RunningGateway.start({}, undefined, undefined, { views, catalogs: views })
    gateway.route({ kind: 'up', endpoint: place.endpoint })
    client = new Client(
      { name: 'v2', version: '1' },
      {
        capabilities: { elicitation: {}, sampling: {}, roots: {} },
        versionNegotiation: { mode: how === 'auto' ? 'auto' : { pin: '2026-07-28' } },
      },
    )
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { name: 'Ada' } }))
    client.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///a' }] }))
    client.setRequestHandler('sampling/createMessage', () => ({
      role: 'assistant',
      content: { type: 'text', text: 'Hi' },
      model: 'm1',
    }))
    await client.connect(new StreamableHTTPClientTransport(gateway.url, { requestInit }))
  })
  afterEach(async () => {
    await client.close()
    gateway.gateway.close()
    service.server.close()
    service.dropConnections()
    place.remove()
  })

  test('finds this era, lists and calls', async () => {
    expect(client.getProtocolEra()).toBe('modern')
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('echo')
    expect(textOf(await client.callTool({ name: 'echo', arguments: { text: '😀' } }))).toBe('😀')
  })

  test.each([
    ['ask', '{"name":"Ada"}'],
    ['ask_twice', '{"name":"Ada"}{"name":"Ada"}'],
    ['ask_all', '{"name":"Ada"} m1 file:///a'],
  ])('answers what an older service asks in the middle of a call: %s', async (name, answer) => {
    expect(textOf(await client.callTool({ name, arguments: {} }))).toBe(answer)
    expect(service.heard.calls).toHaveLength(1)
  })

  test('sees progress in order', async () => {
    const seen: number[] = []
    const onprogress = ({ progress }: { progress: number }): void => void seen.push(progress)
    await client.callTool({ name: 'progress', arguments: { count: 20 } }, { onprogress })
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  test('cancels a call', async () => {
    const abort = new AbortController()
    const running = client.callTool({ name: 'hang', arguments: {} }, { signal: abort.signal })
    while (service.heard.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
    abort.abort()
    await expect(running).rejects.toThrow()
    while (service.heard.cancelled.length === 0) await new Promise((resolve) => setImmediate(resolve))
  })

  test('hears of a changed list', async () => {
    const changed = new Promise<void>((resolve) => {
      client.setNotificationHandler('notifications/tools/list_changed', () => resolve())
    })
    const listening = await client.listen({ toolsListChanged: true })
    views.changes.emit('tools')
    await changed
    views.remove()
    expect(await listening.closed).toBe('graceful')
  })
})

describe('the client library and a service of this revision', () => {
  let fixture: ModernFixtureGateway
  let client: Client

  beforeEach(async () => {
    fixture = await startModernFixture()
    client = new Client(
      { name: 'v2', version: '1' },
      { capabilities: { elicitation: {} }, versionNegotiation: { mode: 'auto' } },
    )
    client.setRequestHandler('elicitation/create', () => ({
      action: 'accept',
      content: { name: 'Ada', color: 'red' },
    }))
    await client.connect(new StreamableHTTPClientTransport(fixture.gateway.url, { requestInit }))
  })
  afterEach(async () => {
    await client.close()
    fixture.close()
  })

  test('answer each other through the gateway', async () => {
    expect(client.getServerVersion()?.name).toBe('fake-view')
    const result = await client.callTool({ name: 'test_input_required_result_multi_round', arguments: {} })
    expect(textOf(result)).toBe('Both rounds are done.')
    expect((await client.readResource({ uri: 'test://static-text' })).contents).toHaveLength(1)
    expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0)
  })
})
