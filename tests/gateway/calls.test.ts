import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallContents, CallRecord } from '@shared/domain/call'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { CallEnd, CallGuards, GuardedCall, GuardVerdict } from '../../src/gateway/calls/call-guards'
import { VirtualClock } from '../support/virtual-clock'
import { catalogTool, FakeView, FakeViews } from './support/fake-view'
import { configFor } from '../support/gateway-config'
import { initialize, jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway, TOKEN } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'

/** Guards whose verdict on tool calls the test gives. */
class ScriptedGuards implements CallGuards {
  readonly asked: GuardedCall[] = []
  readonly ends: CallEnd[] = []
  disposed = 0
  decide: ((verdict: GuardVerdict) => void) | null = null
  holds = false

  admit(call: GuardedCall, decide: (verdict: GuardVerdict) => void) {
    this.asked.push(call)
    if (this.holds && call.method === 'tools/call') this.decide = decide
    else decide(this.leave())
    return { dispose: () => void this.disposed++ }
  }
  leave(queueMs = 0): GuardVerdict {
    return { kind: 'send', queueMs, done: (end) => void this.ends.push(end) }
  }
}

type Record = CallRecord & { contents: CallContents | null }
const clock = new VirtualClock()
let gateway: RunningGateway
let service: ScriptedService
let guards: ScriptedGuards
let session: { [name: string]: string }

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const combined = (): URL => new URL(`http://127.0.0.1:${gateway.portOf('gateway')}/mcp`)
const result = (id: number, value: object = {}): object => ({ result: value, jsonrpc: '2.0', id })
const called = async (id: number) => await service.hears((message) => message['id'] === id)
const recordOf = async (target: string, endpoint?: string): Promise<Record> => {
  const find = (): Record | undefined =>
    gateway.messages
      .flatMap((message) => (message.type === 'traffic' ? message.calls : []))
      .find((call) => call.target === target && (endpoint ?? call.endpoint) === call.endpoint)
  while (!find()) {
    await clock.advance(20)
    await turn()
  }
  return find() as Record
}

beforeEach(async () => {
  service = new ScriptedService({ protocolVersion: '2025-11-25' })
  guards = new ScriptedGuards()
  const parts = {
    guards,
    views: new FakeViews(new FakeView('default', { fixture: ['a'] })),
    catalogs: { tool: (_: string, name: string) => catalogTool(name), isModern: () => false },
  }
  gateway = await RunningGateway.start({}, ['fixture', 'gateway'], clock, parts)
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  session = await openSession(gateway.url)
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

describe('the guards', () => {
  test('are asked for everything that goes to a service, with what they must know', async () => {
    const answer = post(gateway.url, toolCall(1, 'a', { x: 1 }), session)
    await called(1)
    service.say(result(1, { content: [] }))
    await (await answer).text()
    expect(guards.asked.map((call) => call.method)).toEqual(['initialize', 'tools/call'])
    expect(guards.asked[1]).toMatchObject({
      identity: { tokenId: TOKEN },
      endpointId: 'fixture',
      serviceId: 'fixture',
      params: { name: 'a', arguments: { x: 1 } },
      tool: { name: 'a' },
      repeatable: false,
      client: 'raw 2.1',
      era: 'session',
    })
    expect(guards.ends.at(-1)).toMatchObject({ outcome: 'ok', errorCode: null })
    expect(guards.ends.at(-1)?.resultText?.()).toBe('{"content":[]}')
  })

  test('hear the whole of a result that is nested deep, with the id behind it', async () => {
    const deep = `${'['.repeat(1_100)}${']'.repeat(1_100)}`
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    service.say(`{"result":${deep},"jsonrpc":"2.0","id":1}`)
    expect(await (await answer).text()).toContain(deep)
    expect(guards.ends.at(-1)?.resultText?.()).toBe(deep)
  })

  test('an answer nested too deep to be looked through ends its call at once, with an error', async () => {
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    service.say(`{"jsonrpc":"2.0","id":1,"result":${'['.repeat(1_100)}${']'.repeat(1_100)}}`)
    expect(JSON.parse(await (await answer).text())).toMatchObject({
      id: 1,
      error: { code: -32603, message: expect.stringContaining('was left out') },
    })
  })

  test('in a combined session know the service, its own name of the tool, and nothing of lists', async () => {
    const mine = await openSession(combined())
    await post(combined(), { jsonrpc: '2.0', id: 5, method: 'tools/list' }, mine)
    const answer = post(combined(), toolCall(1, 'fixture__a'), mine)
    await called(1)
    service.say({ jsonrpc: '2.0', id: 1, error: { code: -32001, message: 'no' } })
    await (await answer).text()
    expect(guards.asked.slice(1)).toMatchObject([
      { endpointId: 'default', serviceId: 'fixture', params: { name: 'a' }, tool: { name: 'a' } },
    ])
    expect(guards.ends.at(-1)).toMatchObject({ outcome: 'error', errorCode: -32001, resultText: null })
  })

  test('refuse with an error in a session, and never with its connection', async () => {
    guards.holds = true
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    while (!guards.decide) await turn()
    const verdict = {
      kind: 'refuse',
      guard: 'rate',
      code: rpcCode.refused,
      message: 'Slower.',
      status: 429,
    } as const
    guards.decide(verdict)
    const { status } = await answer
    expect([status, await (await answer).json()]).toMatchObject([200, { error: { code: rpcCode.refused } }])
    expect(await recordOf('a')).toMatchObject({ outcome: 'refused', error: 'rate' })
    expect(service.heard.filter((message) => message['id'] === 1)).toEqual([])
  })

  test('refuse a handshake with their status, and no session is left', async () => {
    guards.admit = (_call, decide) => {
      const message = 'Not here.'
      decide({ kind: 'refuse', guard: 'scope', code: rpcCode.refused, message, status: 403, retryAfterS: 7 })
      return { dispose: () => {} }
    }
    const answer = await post(gateway.url, initialize)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([403, '7'])
    const id = answer.headers.get('mcp-session-id') ?? ''
    expect((await post(gateway.url, toolCall(1, 'a'), { 'mcp-session-id': id })).status).toBe(404)
  })

  test('answer in the place of the service', async () => {
    guards.holds = true
    const answer = post(gateway.url, toolCall('x', 'a'), session)
    while (!guards.decide) await turn()
    guards.decide({ kind: 'answer', resultText: '{"content":[ ]}', source: 'memory' })
    expect(await (await answer).text()).toBe('{"jsonrpc":"2.0","id":"x","result":{"content":[ ]}}')
    expect(await recordOf('a')).toMatchObject({ outcome: 'ok', cache: 'memory' })
  })

  test('take back what queues when its client leaves or cancels', async () => {
    guards.holds = true
    const abort = new AbortController()
    const body = JSON.stringify(toolCall(1, 'a'))
    const headers = { ...jsonHeaders, ...session }
    const gone = fetch(gateway.url, { method: 'POST', headers, body, signal: abort.signal })
    const given = expect(gone).rejects.toThrow()
    while (!guards.decide) await turn()
    abort.abort()
    await given
    expect(await recordOf('a')).toMatchObject({ outcome: 'cancelled' })
    expect(guards.disposed).toBe(1)
    guards.decide = null
    const second = post(gateway.url, toolCall(2, 'b'), session)
    while (!guards.decide) await turn()
    const params = { requestId: 2 }
    await post(gateway.url, { jsonrpc: '2.0', method: 'notifications/cancelled', params }, session)
    await second
    expect(guards.disposed).toBe(2)
    expect(service.heard.filter((message) => message['method'] === 'notifications/cancelled')).toEqual([])
  })
})

describe('a call without an answer', () => {
  const configure = (requestTimeoutMs: number): void => {
    const config = configFor(['fixture'])
    const services = config.services.map((one) => ({ ...one, requestTimeoutMs }))
    gateway.gateway.receive({ type: 'configure', config: { ...config, services } })
  }

  test('is given up in time, the service hears it, and what it says later is dropped', async () => {
    configure(1_000)
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    await clock.advance(1_100)
    const { error } = (await (await answer).json()) as { error: { code: number; message: string } }
    expect(error.code).toBe(rpcCode.timeout)
    expect(error.message).toContain('within 1 s')
    await service.hears(
      (message) =>
        message['method'] === 'notifications/cancelled' &&
        (message['params'] as { requestId: number }).requestId === 1,
    )
    service.say(result(1, { late: true }))
    const next = post(gateway.url, toolCall(2, 'b'), session)
    await called(2)
    service.say(result(2))
    expect(await (await next).json()).toEqual(result(2))
    expect(guards.ends[1]).toMatchObject({ outcome: 'error', errorCode: rpcCode.timeout })
  })

  test('has its time anew with each sign of progress', async () => {
    configure(1_000)
    const params = { name: 'a', _meta: { progressToken: 'p' } }
    const answer = post(gateway.url, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, session)
    await called(1)
    const sign = {
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 'p', progress: 1 },
    }
    for (let n = 0; n < 3; n++) {
      await clock.advance(800)
      service.say(sign)
      await turn()
      await turn()
    }
    service.say(result(1, { done: true }))
    expect(await (await answer).text()).toContain('"done":true')
  })
})

describe('the record of a call', () => {
  test('says who, where and in which revision, and how long each stage took', async () => {
    guards.holds = true
    const answer = post(gateway.url, toolCall(1, 'a', { q: 'grüß' }), session)
    while (!guards.decide) await turn()
    await clock.advance(30)
    guards.decide(guards.leave(30))
    await called(1)
    await clock.advance(70)
    service.say(result(1, { content: [] }))
    await (await answer).text()
    expect(await recordOf('a')).toMatchObject({
      tokenId: TOKEN,
      endpoint: 'fixture',
      era: 'session',
      protocolVersion: '2025-11-25',
      client: 'raw 2.1',
      durationMs: 100,
      stages: { guardsMs: 30, queueMs: 30, waitMs: 0, serviceMs: 70 },
      cache: null,
      traceId: null,
      contents: {
        request: '{"name":"a","arguments":{"q":"grüß"}}',
        response: '{"content":[]}',
        requestCut: false,
        responseCut: false,
      },
    })
  })

  test('counts the wait for a service that was away apart', async () => {
    gateway.route({ kind: 'coming' })
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    while (guards.asked.length < 2) await turn()
    await clock.advance(200)
    gateway.route({ kind: 'up', endpoint: service.endpoint })
    await called(1)
    await clock.advance(50)
    service.say(result(1))
    await (await answer).text()
    expect((await recordOf('a')).stages).toMatchObject({ guardsMs: 0, waitMs: 200, serviceMs: 50 })
  })

  test('keeps contents only when asked, cut at the given size, an error as a whole', async () => {
    const config = configFor(['fixture'])
    const history = { keepContents: true, maxContentBytes: 20 }
    gateway.gateway.receive({ type: 'configure', config: { ...config, history } })
    const answer = post(gateway.url, toolCall(1, 'a', { q: 'ü'.repeat(100) }), session)
    await called(1)
    service.say(result(1, { text: 'x'.repeat(100) }))
    await (await answer).text()
    const { contents } = await recordOf('a')
    expect(contents).toMatchObject({
      requestCut: true,
      responseCut: true,
      response: `{"text":"${'x'.repeat(11)}`,
    })
    expect(Buffer.byteLength(contents?.request ?? '')).toBeLessThanOrEqual(20)
    const off = { keepContents: false, maxContentBytes: 20 }
    gateway.gateway.receive({ type: 'configure', config: { ...config, history: off } })
    const second = post(gateway.url, toolCall(2, 'b'), session)
    await called(2)
    service.say(result(2))
    await (await second).text()
    expect((await recordOf('b')).contents).toBeNull()
  })

  test("carries the client's trace on to the service; in a combined session there always is one", async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const params = { name: 'a', _meta: { traceparent, other: 1 } }
    const answer = post(gateway.url, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, session)
    const heard = (await called(1)) as { params: { _meta: { traceparent: string; other: number } } }
    service.say(result(1))
    await (await answer).text()
    const record = await recordOf('a')
    expect(record).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    })
    expect(heard.params._meta).toEqual({ traceparent: `00-${record.traceId}-${record.spanId}-01`, other: 1 })
    const mine = await openSession(combined())
    const second = post(combined(), toolCall(2, 'fixture__a'), mine)
    const passed = (await called(2)) as { params: { _meta: { traceparent: string } } }
    expect(passed.params._meta.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    service.say(result(2))
    await (await second).text()
    expect(await recordOf('a', 'default')).toMatchObject({ parentSpanId: null, serviceId: 'fixture' })
  })
})

test('a call that a client left behind with its session says nothing about the service', async () => {
  const answer = post(gateway.url, toolCall(70, 'a'), session)
  await called(70)
  await fetch(gateway.url, { method: 'DELETE', headers: { ...jsonHeaders, ...session } })
  expect(await (await answer).json()).toMatchObject({ error: { code: rpcCode.outcomeUnknown } })
  expect(guards.ends.at(-1)).toMatchObject({ outcome: 'outcome-unknown', endedByUs: true })
})
