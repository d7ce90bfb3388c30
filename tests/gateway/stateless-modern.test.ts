import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { rpcCode } from '@shared/mcp/json-rpc'
import { ask, call, messagesOf, modernRequest } from './support/modern-client'
import { startModernFixture, type ModernFixtureGateway } from './support/modern-fixture-gateway'
import { OTHER_TOKEN, TOKEN } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'
import { StatelessGateway } from './support/stateless-gateway'

const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]?.text ?? ''
const metaOf = (params: Record<string, unknown> = {}) => params['_meta'] as Record<string, unknown>

describe('a service of this revision', () => {
  let fixture: ModernFixtureGateway
  let url: URL

  beforeEach(async () => {
    fixture = await startModernFixture()
    url = fixture.gateway.url
  })
  afterEach(() => fixture.close())

  test('answers for itself', async () => {
    const { body } = await call(url, 'test_simple_text', {}, { id: 'mine' })
    expect(body).toMatchObject({
      id: 'mine',
      result: {
        resultType: 'complete',
        _meta: { [metaKey.serverInfo]: { name: 'conformance-fixture', version: '1.0.0' } },
      },
    })
  })

  test('asks by itself, and gets its own state back', async () => {
    const name = 'test_input_required_result_request_state'
    const asked = await call(url, name, {}, { capabilities: { elicitation: {} } })
    const { inputRequests, requestState } = asked.body.result as {
      inputRequests: object
      requestState: string
    }
    expect(Object.keys(inputRequests)).toEqual(['confirm'])
    const more = { inputResponses: { confirm: { action: 'accept', content: { ok: true } } }, requestState }
    const capabilities = { elicitation: {} }
    const headers = { authorization: `Bearer ${OTHER_TOKEN}` }
    for (const wrong of [
      { capabilities, more, headers },
      { capabilities, more: { ...more, requestState: `x${requestState}` } },
    ]) {
      const { body } = await call(url, name, {}, wrong)
      expect(body.error).toMatchObject({ code: rpcCode.invalidParams })
    }
    fixture.gateway.calls()
    const done = await call(url, name, {}, { capabilities, more })
    expect(textOf(done.body.result)).toBe('state-ok: confirmed')
    expect(fixture.gateway.calls().map((one) => one.outcome)).toEqual(['ok'])
  })

  test('that needs what the client cannot do says so with a 400', async () => {
    const { status, body } = await call(url, 'test_missing_capability')
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: -32021, data: { requiredCapabilities: { sampling: {} } } })
  })

  test('carries all clients on one pipe, with tokens of progress that do not meet', async () => {
    const before = fixture.service.connections
    const run = (authorization: string) =>
      call(url, 'test_tool_with_progress', {}, { meta: { progressToken: 1 }, headers: { authorization } })
    const [one, other] = [`Bearer ${TOKEN}`, `Bearer ${OTHER_TOKEN}`]
    const all = await Promise.all([run(one), run(other), run(other)])
    for (const { events } of all) {
      const news = events.slice(0, -1).map((event) => event['params'] as Record<string, unknown>)
      expect(news.map((params) => [params['progressToken'], params['progress']])).toEqual([
        [1, 0],
        [1, 50],
        [1, 100],
      ])
    }
    const heard = fixture.service.heard.filter(({ method }) => method === 'tools/call')
    const tokens = heard.map(({ params }) => metaOf(params)['progressToken'])
    expect(new Set(tokens).size).toBe(3)
    expect(fixture.service.connections).toBe(before + 1)
  })

  test('logs where it was asked to', async () => {
    const { events } = await call(url, 'test_logging_tool', {}, { meta: { [metaKey.logLevel]: 'info' } })
    expect(events[0]).toMatchObject({ method: 'notifications/message', params: { level: 'info' } })
    expect((await call(url, 'test_logging_tool')).events).toEqual([])
  })

  test('hears of a resource subscription, and of its end', async () => {
    const abort = new AbortController()
    const filter = { notifications: { resourceSubscriptions: ['test://watched-resource'] } }
    const { signal } = abort
    const response = await fetch(url, modernRequest('subscriptions/listen', filter, { id: 4, signal }))
    const messages = messagesOf(response)
    expect((await messages.next()).value).toMatchObject({ params: filter })
    const listens = () => fixture.service.heard.filter(({ method }) => method === 'subscriptions/listen')
    while (listens().length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    expect(listens()[0]?.params).toMatchObject(filter)
    abort.abort()
    const ends = () => fixture.service.heard.find(({ method }) => method === 'notifications/cancelled')
    while (!ends()) await new Promise((resolve) => setTimeout(resolve, 2))
    expect(ends()?.params?.['requestId']).toBe(listens()[0]?.id)
  })
})

describe('line by line', () => {
  let service: ScriptedService
  let gateway: StatelessGateway

  beforeEach(async () => {
    service = new ScriptedService()
    const tools = [{ name: 'a', inputSchema: {} }]
    gateway = await StatelessGateway.start({ service: { modern: true, tools } })
    gateway.route({ kind: 'up', endpoint: service.endpoint })
  })
  afterEach(() => {
    gateway.close()
    service.close()
  })
  const heardCall = () => service.hears(({ method }) => method === 'tools/call')

  test('there is no handshake; the request arrives with what its client said of itself', async () => {
    const answer = call(gateway.url, 'a', { x: 1 }, { capabilities: { sampling: {} } })
    const heard = await heardCall()
    service.say({
      jsonrpc: '2.0',
      id: heard['id'],
      result: { resultType: 'complete', content: [], odd: [1] },
    })
    expect((await answer).body.result).toEqual({ resultType: 'complete', content: [], odd: [1] })
    expect(service.heard).toHaveLength(1)
    expect(heard['params']).toMatchObject({
      name: 'a',
      arguments: { x: 1 },
      _meta: {
        [metaKey.protocolVersion]: MODERN_VERSION,
        [metaKey.clientCapabilities]: { sampling: {} },
        [metaKey.clientInfo]: { name: 'raw' },
      },
    })
  })

  test('a question on the pipe is none of this revision', async () => {
    const answer = call(gateway.url, 'a', {}, { capabilities: { elicitation: {} } })
    const { id } = await heardCall()
    service.say({ jsonrpc: '2.0', id: 'q', method: 'elicitation/create', relatedRequestId: id })
    const reply = await service.hears((message) => message['id'] === 'q')
    expect(reply['error']).toMatchObject({ code: rpcCode.methodNotFound })
    service.say({ jsonrpc: '2.0', id, result: { resultType: 'complete' } })
    expect((await answer).body.result).toEqual({ resultType: 'complete' })
  })

  test('the member that stays inside does not leave, wherever it stands', async () => {
    const answer = call(gateway.url, 'a', {}, { meta: { progressToken: 'p' } })
    const { id } = await heardCall()
    const progress = { progressToken: id, progress: 1 }
    service.say({ jsonrpc: '2.0', method: 'notifications/progress', params: progress, relatedRequestId: id })
    service.say({ jsonrpc: '2.0', id, result: { resultType: 'complete' }, relatedRequestId: id })
    const { events } = await answer
    expect(events[0]).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 'p', progress: 1 },
    })
    expect(events[1]).toEqual({ jsonrpc: '2.0', id: 1, result: { resultType: 'complete' } })
  })

  test('an error of the service keeps its code; a method it lacks is not found', async () => {
    const answer = call(gateway.url, 'a')
    const { id } = await heardCall()
    service.say({ jsonrpc: '2.0', id, error: { code: -32603, message: 'broken', data: { a: 1 } } })
    const { status, body } = await answer
    expect(status).toBe(200)
    expect(body.error).toEqual({ code: -32603, message: 'broken', data: { a: 1 } })
    const completion = ask(gateway.url, 'completion/complete', { ref: {}, argument: {} })
    const heard = await service.hears(({ method }) => method === 'completion/complete')
    service.say({ jsonrpc: '2.0', id: heard['id'], error: { code: -32601, message: 'no' } })
    expect((await completion).status).toBe(404)
  })

  test('an answer that is too large fails its own call alone', async () => {
    const large = call(gateway.url, 'a', { large: true })
    const { id } = await heardCall()
    const other = call(gateway.url, 'a', { large: false })
    const heard = await service.hears(({ params }) => JSON.stringify(params ?? {}).includes('"large":false'))
    const text = 'x'.repeat(11 * 1024 * 1024)
    service.say({ result: { text }, jsonrpc: '2.0', id })
    expect((await large).body.error).toMatchObject({ code: rpcCode.internalError })
    service.say({ result: { resultType: 'complete', n: 2 }, jsonrpc: '2.0', id: heard['id'] })
    expect((await other).body.result).toMatchObject({ n: 2 })
    const third = call(gateway.url, 'a', { third: true })
    const last = await service.hears(({ params }) => JSON.stringify(params ?? {}).includes('"third"'))
    service.say({ jsonrpc: '2.0', id: last['id'], result: { text } })
    expect((await third).body.error).toMatchObject({ code: rpcCode.internalError })
  })

  test('a token that is revoked ends what it has running; the service is told to stop', async () => {
    const answer = call(gateway.url, 'a')
    const other = call(
      gateway.url,
      'a',
      { other: 1 },
      { headers: { authorization: `Bearer ${OTHER_TOKEN}` } },
    )
    const heard = await service.hears(({ params }) => JSON.stringify(params ?? {}).includes('"other"'))
    const { id } = await service.hears((one) => one['method'] === 'tools/call' && one['id'] !== heard['id'])
    gateway.era.review((tokenId) => tokenId === OTHER_TOKEN)
    expect(await answer).toMatchObject({ status: 401, body: { error: { code: rpcCode.refused } } })
    const ended = await service.hears(({ method }) => method === 'notifications/cancelled')
    expect(ended['params']).toMatchObject({ requestId: id })
    service.say({ jsonrpc: '2.0', id: heard['id'], result: { resultType: 'complete' } })
    expect((await other).status).toBe(200)
  })

  const listens = () => service.heard.filter(({ method }) => method === 'subscriptions/listen')
  const listened = async (n: number): Promise<Record<string, unknown>> => {
    while (listens().length < n) await new Promise((resolve) => setTimeout(resolve, 2))
    return listens()[n - 1] ?? {}
  }
  const listen = async (id: string, signal: AbortSignal) => {
    const notifications = { resourceSubscriptions: ['a://1'] }
    const request = modernRequest('subscriptions/listen', { notifications }, { id, signal })
    const messages = messagesOf(await fetch(gateway.url, request))
    await messages.next()
    return messages
  }

  test('listening goes on with the next instance, however long the service was away', async () => {
    const abort = new AbortController()
    const messages = await listen('L', abort.signal)
    await listened(1)
    gateway.route({ kind: 'down', reason: 'It was stopped.' })
    service.socket?.destroy()
    await new Promise((resolve) => setTimeout(resolve, 30))
    gateway.route({ kind: 'up', endpoint: service.endpoint })
    const { id } = await listened(2)
    const method = 'notifications/resources/updated'
    service.say({ jsonrpc: '2.0', method, params: { uri: 'a://1' }, relatedRequestId: id })
    expect((await messages.next()).value).toMatchObject({ method, params: { uri: 'a://1' } })
    abort.abort()
  })

  test('a service that ends the listening ends the stream', async () => {
    const messages = await listen('L', new AbortController().signal)
    const { id } = await listened(1)
    service.say({ jsonrpc: '2.0', id, result: { resultType: 'complete' } })
    expect((await messages.next()).value).toMatchObject({ id: 'L', result: { resultType: 'complete' } })
    expect((await messages.next()).done).toBe(true)
  })

  test('a client that leaves while it waits for the service leaves no trace there', async () => {
    gateway.route({ kind: 'coming' })
    const abort = new AbortController()
    const left = call(gateway.url, 'a', { left: true }, { signal: abort.signal })
    await new Promise((resolve) => setTimeout(resolve, 30))
    abort.abort()
    await expect(left).rejects.toThrow()
    while (gateway.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    gateway.route({ kind: 'up', endpoint: service.endpoint })
    const answer = call(gateway.url, 'a', { left: false })
    const heard = await heardCall()
    expect(heard['params']).toMatchObject({ arguments: { left: false } })
    service.say({ jsonrpc: '2.0', id: heard['id'], result: { resultType: 'complete' } })
    await answer
    expect(service.heard).toHaveLength(1)
  })
})
