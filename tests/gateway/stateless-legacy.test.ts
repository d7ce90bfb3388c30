import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { metaKey } from '@shared/mcp/modern'
import { rpcCode } from '@shared/mcp/json-rpc'
import { askingTools, serveAsking, type AskingService } from './fixtures/asking-server'
import { ask, call, messagesOf, modernRequest } from './support/modern-client'
import { newEndpoint, OTHER_TOKEN } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'
import { StatelessGateway } from './support/stateless-gateway'

let gateway: StatelessGateway
let service: AskingService
let place: ReturnType<typeof newEndpoint>

const all = { elicitation: {}, sampling: {}, roots: {} }
const textOf = (result: unknown): string => (result as { content: { text: string }[] }).content[0]?.text ?? ''
const accept = (name: string) => ({ action: 'accept', content: { name } })
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}

interface InputRequired {
  resultType: string
  inputRequests: Record<string, { method: string; params?: Record<string, unknown> }>
  requestState: string
}
const inputOf = ({ body }: { body: { result?: unknown } }): InputRequired => body.result as InputRequired
const keysOf = (answer: { body: { result?: unknown } }): string[] =>
  Object.keys(inputOf(answer).inputRequests)

beforeEach(async () => {
  place = newEndpoint()
  service = serveAsking(place.endpoint)
  gateway = await StatelessGateway.start({ service: { tools: askingTools } })
  gateway.route({ kind: 'up', endpoint: place.endpoint })
})
afterEach(() => {
  gateway.close()
  service.server.close()
  service.dropConnections()
  place.remove()
})

describe('a service of an older revision', () => {
  test('answers a call with a complete result of this revision', async () => {
    const { status, body, headers } = await call(gateway.url, 'echo', { text: 'grüß dich' }, { id: 'a' })
    expect(status).toBe(200)
    expect(headers.get('mcp-session-id')).toBeNull()
    expect(headers.get('content-type')).toBe('application/json')
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      result: {
        content: [{ type: 'text', text: 'grüß dich' }],
        resultType: 'complete',
        _meta: { [metaKey.serverInfo]: { name: 'fake-view', version: '1.0.0' } },
      },
    })
  })

  test('keeps its own members of _meta', async () => {
    const { body } = await call(gateway.url, 'structured')
    expect(body.result).toMatchObject({
      resultType: 'complete',
      structuredContent: { a: 1 },
      _meta: { mine: true, [metaKey.serverInfo]: { name: 'fake-view' } },
    })
  })

  test('hears nothing of what only this revision knows', async () => {
    await call(
      gateway.url,
      'echo',
      { text: 'x' },
      { meta: { traceparent: '00-' + 'a'.repeat(32) + '-' + 'b'.repeat(16) + '-01' } },
    )
    const meta = service.heard.calls[0]?.params['_meta'] as Record<string, unknown>
    expect(Object.keys(meta)).toEqual(['traceparent'])
    expect(meta['traceparent']).toMatch(/^00-a{32}-(?!b{16})[0-9a-f]{16}-01$/)
  })

  test('has one conversation for a client, and another one for other capabilities or another token', async () => {
    for (let n = 0; n < 5; n++) await call(gateway.url, 'echo', { text: 'x' })
    expect(service.heard.connections).toBe(1)
    await call(gateway.url, 'echo', { text: 'x' }, { capabilities: { sampling: {} } })
    await call(gateway.url, 'echo', { text: 'x' }, { headers: { authorization: `Bearer ${OTHER_TOKEN}` } })
    expect(service.heard.connections).toBe(3)
    expect(service.heard.capabilities).toEqual([{}, { sampling: {} }, {}])
    expect(gateway.era.counts()).toEqual({ fixture: 3 })
  })

  test('answers 200 calls at once, each with its own answer', async () => {
    const texts = Array.from({ length: 200 }, (_, n) => `call ${n}`)
    const answers = await Promise.all(texts.map((text, id) => call(gateway.url, 'echo', { text }, { id })))
    expect(answers.map(({ body }) => textOf(body.result))).toEqual(texts)
    expect(answers.map(({ body }) => body.id)).toEqual(texts.map((_, n) => n))
    expect(service.heard.connections).toBe(1)
  })

  test('a resource it has is not to be kept, one it lacks is an invalid parameter', async () => {
    const found = await ask(gateway.url, 'resources/read', { uri: 'a://here' })
    expect(found.body.result).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' })
    const missing = await ask(gateway.url, 'resources/read', { uri: 'a://missing' })
    expect(missing.status).toBe(200)
    expect(missing.body.error).toMatchObject({ code: -32602, data: { uri: 'a://missing' } })
  })

  test('a tool error and what was measured are recorded', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    await call(gateway.url, 'fail', {}, { meta: { traceparent } })
    expect(gateway.calls()).toMatchObject([
      {
        serviceId: 'fixture',
        endpoint: 'fixture',
        method: 'tools/call',
        target: 'fail',
        outcome: 'tool-error',
        era: 'stateless',
        protocolVersion: '2026-07-28',
        mcpSessionId: null,
        client: 'raw 2.1',
        tokenId: 'test-token-1',
        traceId: 'a'.repeat(32),
        parentSpanId: 'b'.repeat(16),
      },
    ])
  })
})

describe('progress and logs', () => {
  test('progress comes under the client’s own token, on the stream of its request', async () => {
    const run = (token: string) =>
      call(gateway.url, 'progress', { count: 3, ms: 5 }, { meta: { progressToken: token } })
    const [one, other] = await Promise.all([run('same'), run('same')])
    for (const { events, headers } of [one, other]) {
      expect(headers.get('content-type')).toBe('text/event-stream')
      expect(events.slice(0, -1)).toEqual(
        [1, 2, 3].map((progress) => ({
          jsonrpc: '2.0',
          method: 'notifications/progress',
          params: { progressToken: 'same', progress },
        })),
      )
      expect(events.at(-1)).toMatchObject({ result: { resultType: 'complete' } })
    }
  })

  test('without a level there are no logs; with one, those at least as severe', async () => {
    const silent = await call(gateway.url, 'log')
    expect(silent.events).toEqual([])
    const loud = await call(gateway.url, 'log', {}, { meta: { [metaKey.logLevel]: 'info' } })
    expect(loud.events.slice(0, -1).map((event) => (event['params'] as { level: string }).level)).toEqual([
      'info',
      'error',
    ])
    const silentAgain = await call(gateway.url, 'log')
    expect(silentAgain.events).toEqual([])
    expect(service.heard.levels).toEqual(['debug'])
  })
})

describe('questions in the middle of a call', () => {
  test('become a result that asks, and the call goes on when the client comes back', async () => {
    const asked = await call(gateway.url, 'ask', {}, { capabilities: all })
    expect(asked.body.result).toMatchObject({ resultType: 'input_required' })
    const [key = ''] = keysOf(asked)
    expect(inputOf(asked).inputRequests[key]).toMatchObject({
      method: 'elicitation/create',
      params: { message: 'Name?' },
    })
    const more = { inputResponses: { [key]: accept('Ada') }, requestState: inputOf(asked).requestState }
    const done = await call(gateway.url, 'ask', {}, { id: 2, capabilities: all, more })
    expect(textOf(done.body.result)).toBe('{"name":"Ada"}')
    expect(done.body.id).toBe(2)
    expect(service.heard.calls).toHaveLength(1)
    expect(gateway.calls().map((one) => one.outcome)).toEqual(['input-required', 'ok'])
  })

  test('that come together are asked together', async () => {
    const asked = await call(gateway.url, 'ask_all', {}, { capabilities: all })
    const responses = Object.entries(inputOf(asked).inputRequests).map(([key, { method }]) => [
      key,
      method === 'elicitation/create'
        ? accept('Ada')
        : method === 'roots/list'
          ? { roots: [{ uri: 'file:///a' }] }
          : { role: 'assistant', content: { type: 'text', text: 'Hi' }, model: 'm1' },
    ])
    expect(responses).toHaveLength(3)
    const more = {
      inputResponses: Object.fromEntries(responses),
      requestState: inputOf(asked).requestState,
    }
    const done = await call(gateway.url, 'ask_all', {}, { capabilities: all, more })
    expect(textOf(done.body.result)).toBe('{"name":"Ada"} m1 file:///a')
  })

  test('can come in several rounds', async () => {
    const first = await call(gateway.url, 'ask_twice', {}, { capabilities: all })
    const answer = (asked: typeof first, name: string) => ({
      inputResponses: { [keysOf(asked)[0] ?? '']: accept(name) },
      requestState: inputOf(asked).requestState,
    })
    const second = await call(gateway.url, 'ask_twice', {}, { capabilities: all, more: answer(first, 'a') })
    expect(inputOf(second).inputRequests[keysOf(second)[0] ?? '']).toMatchObject({
      params: { message: 'Second?' },
    })
    const done = await call(gateway.url, 'ask_twice', {}, { capabilities: all, more: answer(second, 'b') })
    expect(textOf(done.body.result)).toBe('{"name":"a"}{"name":"b"}')
  })

  test('are asked again when the answer does not answer them', async () => {
    const asked = await call(gateway.url, 'ask', {}, { capabilities: all })
    const [key = ''] = keysOf(asked)
    let { requestState } = inputOf(asked)
    for (const inputResponses of [{ other: accept('x') }, { [key]: { action: 'perhaps' } }, undefined]) {
      const again = await call(
        gateway.url,
        'ask',
        {},
        { capabilities: all, more: { inputResponses, requestState } },
      )
      expect(keysOf(again)).toEqual([key])
      requestState = inputOf(again).requestState
    }
    for (const inputResponses of [null, 1, { [key]: 1 }]) {
      const bad = await call(
        gateway.url,
        'ask',
        {},
        { capabilities: all, more: { inputResponses, requestState } },
      )
      expect(bad.body.error?.code).toBe(-32602)
    }
    const more = { inputResponses: { [key]: accept('Ada') }, requestState }
    const done = await call(gateway.url, 'ask', {}, { capabilities: all, more })
    expect(textOf(done.body.result)).toBe('{"name":"Ada"}')
  })

  test('work for prompts too', async () => {
    const asked = await ask(gateway.url, 'prompts/get', { name: 'p' }, { capabilities: all })
    const [key = ''] = keysOf(asked)
    const more = { inputResponses: { [key]: accept('Ada') }, requestState: inputOf(asked).requestState }
    const done = await ask(gateway.url, 'prompts/get', { name: 'p', ...more }, { capabilities: all })
    expect(done.body.result).toMatchObject({ messages: [{ content: { text: '{"name":"Ada"}' } }] })
  })

  test('a state is good for its token, its tool, one use, and as it was given', async () => {
    const asked = await call(gateway.url, 'ask', {}, { capabilities: all })
    const [key = ''] = keysOf(asked)
    const { requestState } = inputOf(asked)
    const inputResponses = { [key]: accept('Ada') }
    const refused = async (name: string, state: unknown, headers = {}): Promise<void> => {
      const more = { inputResponses, requestState: state }
      const { body } = await call(gateway.url, name, {}, { capabilities: all, headers, more })
      expect(body.error).toMatchObject({ code: rpcCode.invalidParams })
      expect(body.error?.message).toContain('requestState is not known')
    }
    await refused('ask', `${requestState}-TAMPERED`)
    await refused('ask', requestState.slice(1))
    await refused('ask', 7)
    await refused('ask', '')
    await refused('ask_twice', requestState)
    await refused('ask', requestState, { authorization: `Bearer ${OTHER_TOKEN}` })
    const more = { inputResponses, requestState }
    const done = await call(gateway.url, 'ask', {}, { capabilities: all, more })
    expect(textOf(done.body.result)).toBe('{"name":"Ada"}')
    await refused('ask', requestState)
  })

  test('are refused at once for a client that cannot answer them', async () => {
    const { body } = await call(gateway.url, 'ask_unless_told')
    expect(textOf(body.result)).toContain('not asked')
  })

  test('end with their service: the client that comes back hears that the outcome is unknown', async () => {
    const asked = await call(gateway.url, 'ask', {}, { capabilities: all })
    service.dropConnections()
    await until(() => service.heard.connections > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const more = {
      inputResponses: { [keysOf(asked)[0] ?? '']: accept('Ada') },
      requestState: inputOf(asked).requestState,
    }
    const done = await call(gateway.url, 'ask', {}, { capabilities: all, more })
    expect(done.body.error?.code).toBe(rpcCode.outcomeUnknown)
    expect(service.heard.calls).toHaveLength(1)
  })
})

describe('leaving and waiting', () => {
  test('a client that closes the connection cancels its call', async () => {
    const abort = new AbortController()
    const running = call(gateway.url, 'hang', {}, { signal: abort.signal })
    await until(() => service.heard.calls.length > 0)
    abort.abort()
    await expect(running).rejects.toThrow()
    await until(() => service.heard.cancelled.length > 0)
    expect(gateway.calls().map((one) => one.outcome)).toEqual(['cancelled'])
  })

  test('a request waits for a service that is coming, and one that is down is told so', async () => {
    gateway.route({ kind: 'coming' })
    const waiting = call(gateway.url, 'echo', { text: 'late' })
    await new Promise((resolve) => setTimeout(resolve, 30))
    gateway.route({ kind: 'up', endpoint: place.endpoint })
    expect(textOf((await waiting).body.result)).toBe('late')
    gateway.route({ kind: 'down', reason: 'It was stopped.' })
    const { body } = await call(gateway.url, 'echo', { text: 'x' })
    expect(body.error).toMatchObject({ code: rpcCode.serviceUnavailable })
  })

  test('a call whose service dies is not repeated', async () => {
    const running = call(gateway.url, 'slow', { ms: 5_000 })
    await until(() => service.heard.calls.length > 0)
    service.dropConnections()
    expect((await running).body.error?.code).toBe(rpcCode.outcomeUnknown)
    expect(textOf((await call(gateway.url, 'echo', { text: 'again' })).body.result)).toBe('again')
    expect(service.heard.capabilities).toHaveLength(2)
  })
})

describe('listening to a resource', () => {
  test('subscribes for the client and ends with it', async () => {
    const abort = new AbortController()
    const filter = { notifications: { resourceSubscriptions: ['a://1', 'a://2'] } }
    const response = await fetch(
      gateway.url,
      modernRequest('subscriptions/listen', filter, { id: 'sub', signal: abort.signal }),
    )
    const messages = messagesOf(response)
    const first = (await messages.next()).value
    expect(first).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: filter.notifications, _meta: { [metaKey.subscriptionId]: 'sub' } },
    })
    await until(() => new Set(service.heard.subscribed).size === 2)
    service.update('a://other')
    service.update('a://2')
    expect((await messages.next()).value).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri: 'a://2', _meta: { [metaKey.subscriptionId]: 'sub' } },
    })
    abort.abort()
    await until(() => new Set(service.heard.unsubscribed).size === 2)
  })
})

test('the service is greeted in the name of the client, so that people see who asks', async () => {
  const scripted = new ScriptedService({ protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} })
  gateway.route({ kind: 'up', endpoint: scripted.endpoint })
  void call(gateway.url, 'echo', { text: 'x' })
  const hello = await scripted.hears(({ method }) => method === 'initialize')
  expect(hello['params']).toMatchObject({ clientInfo: { name: 'raw', version: '2.1' } })
  scripted.close()
})
