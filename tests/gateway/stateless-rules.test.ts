import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unlimitedScope } from '@shared/domain/client-token'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { createTokenGuard } from '../../src/gateway/guards/token'
import { serveAsking, type AskingService } from './fixtures/asking-server'
import { ask, answered, call, messagesOf, modernRequest, type AskOptions } from './support/modern-client'
import { eventsOf, initialize, jsonHeaders, post } from './support/raw-client'
import { anyToken } from '../support/gateway-config'
import { newEndpoint, TOKEN } from './support/running-gateway'
import { StatelessGateway } from './support/stateless-gateway'

let gateway: StatelessGateway
let service: AskingService
let place: ReturnType<typeof newEndpoint>

const regional = {
  name: 'echo',
  description: 'echo',
  inputSchema: {
    type: 'object',
    properties: {
      text: { type: 'string', 'x-mcp-header': 'Text' },
      count: { type: 'integer', 'x-mcp-header': 'Count' },
      deep: { type: 'object', properties: { flag: { type: 'boolean', 'x-mcp-header': 'Flag' } } },
    },
  },
}

beforeAll(async () => {
  place = newEndpoint()
  service = serveAsking(place.endpoint)
  gateway = await StatelessGateway.start({
    service: { tools: [regional, { name: 'slow', inputSchema: {} }] },
  })
  gateway.route({ kind: 'up', endpoint: place.endpoint })
})
afterAll(() => {
  gateway.close()
  service.server.close()
  service.dropConnections()
  place.remove()
})

const raw = async (params: unknown, headers: Record<string, string> = {}) =>
  await answered(
    await post(
      gateway.url,
      { jsonrpc: '2.0', id: 7, method: 'server/discover', params },
      { 'mcp-protocol-version': MODERN_VERSION, 'mcp-method': 'server/discover', ...headers },
    ),
  )

describe('what a request says of itself', () => {
  const version = { [metaKey.protocolVersion]: MODERN_VERSION }
  const capabilities = { [metaKey.clientCapabilities]: {} }

  test.each([
    ['no _meta', {}, ['_meta']],
    ['no version', { _meta: capabilities }, [metaKey.protocolVersion]],
    ['no capabilities', { _meta: version }, [metaKey.clientCapabilities]],
  ])('%s is an invalid parameter that is named', async (_what, params, missing) => {
    const { status, body } = await raw(params)
    expect(status).toBe(400)
    expect(body).toMatchObject({ id: 7, error: { code: -32602, data: { envelope: { missing } } } })
  })

  test.each([
    ['capabilities that are a list', { ...version, [metaKey.clientCapabilities]: [] }],
    ['a version that is a number', { [metaKey.protocolVersion]: 7, ...capabilities }],
    ['a level nobody knows', { ...version, ...capabilities, [metaKey.logLevel]: 'loud' }],
    ['a client without a name', { ...version, ...capabilities, [metaKey.clientInfo]: {} }],
  ])('%s is an invalid parameter', async (_what, _meta) => {
    const { status, body } = await raw({ _meta })
    expect(status).toBe(400)
    expect(body.error?.code).toBe(-32602)
  })

  test('the client need not say who it is', async () => {
    const { status, body } = await raw({ _meta: { ...version, ...capabilities } })
    expect(status).toBe(200)
    expect(body.result).toMatchObject({ resultType: 'complete' })
  })

  test.each(['2027-01-01', 'v999.0.0', '2025-11-25'])('version %s is not spoken here', async (other) => {
    const meta = { [metaKey.protocolVersion]: other }
    const { status, body } = await ask(
      gateway.url,
      'server/discover',
      {},
      { id: 3, meta, headers: { 'mcp-protocol-version': other } },
    )
    expect(status).toBe(400)
    expect(body).toMatchObject({
      id: 3,
      error: { code: -32022, data: { supported: [MODERN_VERSION], requested: other } },
    })
  })
})

describe('headers', () => {
  const refused = async (method: string, params: Record<string, unknown>, headers: AskOptions['headers']) => {
    const { status, body } = await ask(gateway.url, method, params, {
      id: 9,
      ...(headers ? { headers } : {}),
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({ id: 9, error: { code: -32020 } })
  }
  const tool = { name: 'slow', arguments: { ms: 0 } }

  test.each([
    ['a version header that differs', 'tools/list', {}, { 'mcp-protocol-version': '2025-11-25' }],
    ['no version header', 'tools/list', {}, { 'mcp-protocol-version': undefined }],
    ['no Mcp-Method', 'tools/list', {}, { 'mcp-method': undefined }],
    ['another Mcp-Method', 'tools/list', {}, { 'mcp-method': 'prompts/list' }],
    ['Mcp-Method in capitals', 'tools/list', {}, { 'mcp-method': 'TOOLS/LIST' }],
    ['no Mcp-Name', 'tools/call', tool, { 'mcp-name': undefined }],
    ['another Mcp-Name', 'tools/call', tool, { 'mcp-name': 'echo' }],
    ['Mcp-Name that is not Base64', 'tools/call', tool, { 'mcp-name': '=?base64?!?=' }],
    ['another uri', 'resources/read', { uri: 'a://1' }, { 'mcp-name': 'a://2' }],
  ])('%s is a mismatch', async (_what, method, params, headers) => {
    await refused(method, params, headers)
  })

  test('spaces around a value and Base64 are understood', async () => {
    for (const name of ['  slow  ', `=?base64?${Buffer.from('slow').toString('base64')}?=`]) {
      const { status } = await ask(gateway.url, 'tools/call', tool, { headers: { 'mcp-name': name } })
      expect(status).toBe(200)
    }
  })

  const echo = async (args: Record<string, unknown>, headers: Record<string, string>) =>
    await call(gateway.url, 'echo', args, { headers })
  const encoded = (text: string): string => `=?base64?${Buffer.from(text).toString('base64')}?=`

  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ['as it is', { text: 'Hello' }, { 'mcp-param-text': 'Hello' }],
    ['in Base64', { text: 'grüß' }, { 'Mcp-Param-Text': encoded('grüß') }],
    ['a number written otherwise', { count: 42 }, { 'mcp-param-count': '42.0' }],
    ['one that is null', { text: null }, {}],
    ['one deeper', { deep: { flag: true } }, { 'mcp-param-flag': 'true' }],
    ['half of a Base64 mark', { text: '=?base64?SGk=' }, { 'mcp-param-text': '=?base64?SGk=' }],
    ['one that is not declared', { other: 1 }, {}],
  ])('an argument in its header: %s', async (_what, args, headers) => {
    expect((await echo(args, headers)).status).toBe(200)
  })

  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ['missing', { text: 'Hello' }, {}],
    ['different', { text: 'Hello' }, { 'mcp-param-text': 'Bye' }],
    ['badly padded', { text: 'Hello' }, { 'mcp-param-text': '=?base64?SGVsbG8?=' }],
    ['not Base64', { text: 'Hello' }, { 'mcp-param-text': '=?base64?SGVs!!!bG8=?=' }],
    ['a number that looks like one', { count: 16 }, { 'mcp-param-count': '0x10' }],
    ['missing deeper', { deep: { flag: false } }, {}],
  ])('an argument whose header is %s is a mismatch', async (_what, args, headers) => {
    const { status, body } = await echo(args, headers)
    expect(status).toBe(400)
    expect(body.error?.code).toBe(-32020)
  })
})

describe('methods', () => {
  test.each([
    'initialize',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'tasks/get',
    'unknown/method',
  ])('%s is not found', async (method) => {
    const { status, body } = await ask(gateway.url, method, {}, { id: 500 })
    expect(status).toBe(404)
    expect(body).toMatchObject({ id: 500, error: { code: -32601 } })
  })

  test('a list the address does not offer is not found', async () => {
    const { capabilities } = gateway.views
    gateway.views.capabilities = { tools: {} }
    const { status, body } = await ask(gateway.url, 'prompts/list')
    gateway.views.capabilities = capabilities
    expect(status).toBe(404)
    expect(body.error?.code).toBe(-32601)
  })

  test.each(['GET', 'DELETE'])('%s is not allowed', async (method) => {
    const headers = { ...jsonHeaders, 'mcp-protocol-version': MODERN_VERSION }
    const answer = await fetch(gateway.url, { method, headers })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
  })

  test('a notification is accepted, an answer is not', async () => {
    const headers = { 'mcp-protocol-version': MODERN_VERSION }
    const note = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }
    expect((await post(gateway.url, note, headers)).status).toBe(202)
    expect((await post(gateway.url, { jsonrpc: '2.0', id: 1, result: {} }, headers)).status).toBe(400)
  })

  test('what is of an older revision is left to it', async () => {
    const visit = (headers: Record<string, string>) =>
      ({ request: { headers }, serviceId: 'fixture' }) as unknown as Parameters<typeof gateway.era.speaks>[0]
    const received = (message: object) =>
      ({ message, line: '', bytes: 0 }) as unknown as Parameters<typeof gateway.era.speaks>[1]
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const claim = { _meta: { [metaKey.protocolVersion]: MODERN_VERSION } }
    const header = { 'mcp-protocol-version': MODERN_VERSION }
    expect(gateway.era.speaks(visit({}), received(initialize))).toBe(false)
    expect(gateway.era.speaks(visit(header), received(initialize))).toBe(false)
    expect(gateway.era.speaks(visit({}), received(list))).toBe(false)
    expect(gateway.era.speaks(visit({ 'mcp-protocol-version': '2025-11-25' }), received(list))).toBe(false)
    expect(gateway.era.speaks(visit({ 'mcp-protocol-version': '2025-12-31' }), received(list))).toBe(false)
    expect(gateway.era.speaks(visit({ ...header, 'mcp-session-id': 'a' }), received(list))).toBe(false)
    expect(gateway.era.speaks(visit({}))).toBe(false)
    expect(gateway.era.speaks(visit(header))).toBe(true)
    expect(gateway.era.speaks(visit(header), received(list))).toBe(true)
    expect(gateway.era.speaks(visit({}), received({ ...list, params: claim }))).toBe(true)
    expect(gateway.era.speaks(visit({}), received({ ...initialize, params: claim }))).toBe(true)
  })
})

describe('what is offered', () => {
  test('server/discover tells who we are and what there is', async () => {
    const { body } = await ask(gateway.url, 'server/discover')
    expect(body.result).toEqual({
      resultType: 'complete',
      supportedVersions: [MODERN_VERSION],
      capabilities: gateway.views.capabilities,
      instructions: 'Be kind.',
      ttlMs: 5_000,
      cacheScope: 'private',
      _meta: { [metaKey.serverInfo]: { name: 'fake-view', version: '1.0.0' } },
    })
  })

  test.each([
    ['tools/list', 'tools'],
    ['prompts/list', 'prompts'],
    ['resources/list', 'resources'],
    ['resources/templates/list', 'resourceTemplates'],
  ])('%s says how long it holds', async (method, member) => {
    const { body } = await ask(gateway.url, method)
    expect(body.result).toMatchObject({ resultType: 'complete', ttlMs: 5_000, cacheScope: 'private' })
    expect(Array.isArray(body.result?.[member])).toBe(true)
    const { body: page } = await ask(gateway.url, method, { cursor: 'x' })
    expect(page.error?.code).toBe(-32602)
  })

  test('an unknown tool is refused in words', async () => {
    const { status, body } = await call(gateway.url, 'nothing')
    expect(status).toBe(200)
    expect(body.error).toMatchObject({ code: -32602, message: 'There is no such tool.' })
  })
})

describe('listening', () => {
  const listen = async (
    notifications: unknown,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<Record<string, unknown>>> =>
    messagesOf(
      await fetch(gateway.url, modernRequest('subscriptions/listen', { notifications }, { id: 'L', signal })),
    )
  const tagged = { _meta: { [metaKey.subscriptionId]: 'L' } }

  test('tells only what was asked for, tagged with the id of the request', async () => {
    const abort = new AbortController()
    const messages = await listen({ promptsListChanged: true, toolsListChanged: false }, abort.signal)
    expect((await messages.next()).value).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { promptsListChanged: true }, ...tagged },
    })
    gateway.views.changes.emit('tools')
    gateway.views.changes.emit('prompts')
    expect((await messages.next()).value).toMatchObject({
      method: 'notifications/prompts/list_changed',
      params: tagged,
    })
    abort.abort()
    while (gateway.views.changes.listenerCount > 0) await new Promise((resolve) => setImmediate(resolve))
  })

  test('to nothing that can happen ends at once, with a result', async () => {
    const { events } = await ask(gateway.url, 'subscriptions/listen', { notifications: {} }, { id: 'L' })
    expect(events).toMatchObject([
      { method: 'notifications/subscriptions/acknowledged', params: { notifications: {}, ...tagged } },
      { id: 'L', result: { resultType: 'complete', ...tagged } },
    ])
  })

  test('ends with the token', async () => {
    const response = await fetch(
      gateway.url,
      modernRequest('subscriptions/listen', { notifications: { toolsListChanged: true } }, { id: 'L' }),
    )
    while (gateway.views.changes.listenerCount === 0) await new Promise((resolve) => setImmediate(resolve))
    gateway.era.review(() => false)
    expect(eventsOf(await response.text()).at(-1)).toMatchObject({ id: 'L', result: tagged })
    expect(gateway.views.changes.listenerCount).toBe(0)
  })

  test('to resources is honoured only where the service can be listened to', async () => {
    const { capabilities } = gateway.views
    gateway.views.capabilities = { resources: {}, tools: { listChanged: true } }
    const notifications = { resourceSubscriptions: ['a://1'] }
    const { events } = await ask(gateway.url, 'subscriptions/listen', { notifications }, { id: 'L' })
    gateway.views.capabilities = capabilities
    expect(events[0]).toMatchObject({ params: { notifications: {} } })
    expect(events[1]).toHaveProperty('result')
  })

  test('to resources ends with a result when the gateway ends', async () => {
    const signal = new AbortController().signal
    const messages = await listen({ resourceSubscriptions: ['a://1'] }, signal)
    await messages.next()
    gateway.era.close()
    expect((await messages.next()).value).toHaveProperty('result')
  })

  test('needs a filter and a client that reads streams', async () => {
    for (const notifications of [undefined, [], { toolsListChanged: 1 }, { resourceSubscriptions: [1] }]) {
      const { body } = await ask(gateway.url, 'subscriptions/listen', { notifications })
      expect(body.error?.code).toBe(-32602)
    }
    const headers = { accept: 'application/json' }
    const { status } = await ask(gateway.url, 'subscriptions/listen', { notifications: {} }, { headers })
    expect(status).toBe(406)
  })
})

test('a token that may only read sees only what reads', async () => {
  const tokens = createTokenGuard()
  const scope = { ...unlimitedScope, readOnly: true }
  tokens.accept([{ ...anyToken, id: TOKEN, sha256: hash('sha256', TOKEN), scope }])
  const tools = [
    { name: 'reads', inputSchema: {}, annotations: { readOnlyHint: true } },
    { name: 'writes', inputSchema: {} },
  ]
  const limited = await StatelessGateway.start({ service: { tools } }, tokens)
  const { body } = await ask(limited.url, 'tools/list')
  limited.close()
  expect(body.result?.['tools']).toEqual([tools[0]])
})
