import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { GatewayOptions } from '../../src/gateway/options'
import { VirtualClock } from '../support/virtual-clock'
import { jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'

let gateway: RunningGateway
let service: ScriptedService
let session: Record<string, string>

const start = async (options: Partial<GatewayOptions> = {}, clock?: VirtualClock): Promise<void> => {
  gateway = await RunningGateway.start(options, undefined, clock)
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  session = await openSession(gateway.url)
}
const called = async (id: number): Promise<void> =>
  void (await service.hears((message) => message['id'] === id))
const progress = (n: number, pad = ''): object => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progress: n, pad },
  relatedRequestId: 1,
})
const result = (id: number, text = ''): object => ({ result: { text }, jsonrpc: '2.0', id })
const get = async (lastEventId?: string, signal?: AbortSignal): Promise<Response> => {
  const resumed: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const headers = { ...jsonHeaders, ...session, ...resumed }
  return await fetch(gateway.url, { headers, signal: signal ?? null })
}

interface SeenEvent {
  id: string | undefined
  data: string | undefined
  retry: string | undefined
}
const field = (block: string, name: string): string | undefined =>
  new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]

/** Reads events until `count` came or the stream ended. */
async function events(answer: Response, count = Infinity): Promise<SeenEvent[]> {
  const reader = answer.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const blocks = (): string[] => text.split('\n\n').slice(0, -1)
  while (blocks().length < count) {
    const part = await reader?.read()
    if (!part || part.done) break
    text += decoder.decode(part.value, { stream: true })
  }
  reader?.releaseLock()
  return blocks().map((block) => ({
    id: field(block, 'id'),
    data: field(block, 'data'),
    retry: field(block, 'retry'),
  }))
}
const said = (seen: SeenEvent[]): unknown[] =>
  seen.filter((event) => event.data).map((event) => JSON.parse(event.data ?? '') as unknown)

/** Begins call 1, makes it stream, reads the first events, then breaks the connection. */
async function breakAfterFirst(count = 2): Promise<SeenEvent[]> {
  const abort = new AbortController()
  const init = { method: 'POST', headers: { ...jsonHeaders, ...session }, signal: abort.signal }
  const answer = fetch(gateway.url, { ...init, body: JSON.stringify(toolCall(1, 'a')) })
  await called(1)
  service.say(progress(1))
  const seen = await events(await answer, count)
  abort.abort()
  return seen
}

beforeEach(() => {
  service = new ScriptedService({ protocolVersion: '2025-11-25' })
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

describe('a stream of a request', () => {
  test('begins with an event without data that says when to come back; every event has an id', async () => {
    await start()
    const [prime, first] = await breakAfterFirst()
    expect(prime).toEqual({ id: '1-0', data: '', retry: '500' })
    expect(first).toMatchObject({ id: '1-1', retry: undefined })
  })

  test('has no such event for a client of an older revision', async () => {
    service.close()
    service = new ScriptedService({ protocolVersion: '2025-06-18' })
    await start()
    expect((await breakAfterFirst(1))[0]).toMatchObject({ id: '1-1' })
  })

  test('that broke goes on where it broke, and ends with the answer', async () => {
    await start()
    const seen = await breakAfterFirst()
    service.say(progress(2))
    const resumed = await get(seen.at(-1)?.id)
    service.say(progress(3))
    service.say(result(1, 'late'))
    expect(said(await events(resumed))).toMatchObject([
      { params: { progress: 2 } },
      { params: { progress: 3 } },
      result(1, 'late'),
    ])
    expect(service.heard.filter((message) => message['method'] === 'notifications/cancelled')).toEqual([])
  })

  test('whose answer came while nobody was there keeps it; from the first event everything is told again', async () => {
    await start()
    await breakAfterFirst()
    service.say(result(1, 'kept'))
    await gateway.message(
      (message) => message.type === 'traffic' && message.calls.some((one) => one.target === 'a'),
    )
    expect(said(await events(await get('1-1')))).toEqual([result(1, 'kept')])
    expect(said(await events(await get('1-0')))).toMatchObject([
      { params: { progress: 1 } },
      result(1, 'kept'),
    ])
    expect((await get('1-2')).status).toBe(204)
  })

  test('two that broke are told apart', async () => {
    await start()
    const abort = new AbortController()
    const init = { method: 'POST', headers: { ...jsonHeaders, ...session }, signal: abort.signal }
    const answers = [1, 2].map(async (id) => {
      return await fetch(gateway.url, { ...init, body: JSON.stringify(toolCall(id, 'a')) })
    })
    await called(2)
    for (const id of [1, 2]) service.say({ ...progress(id), relatedRequestId: id })
    const ids = await Promise.all(answers.map(async (one) => (await events(await one, 2)).at(-1)?.id))
    abort.abort()
    for (const id of [1, 2]) service.say(result(id))
    expect(said(await events(await get(ids[1])))).toEqual([result(2)])
    expect(said(await events(await get(ids[0])))).toEqual([result(1)])
  })

  test('keeps the last 256 events and no more text than allowed', async () => {
    await start({ replayEvents: 10, replayStreamBytes: 2_000 })
    await breakAfterFirst()
    for (let n = 2; n <= 30; n++) service.say(progress(n))
    service.say(result(1))
    await gateway.message(
      (message) => message.type === 'traffic' && message.calls.some((one) => one.target === 'a'),
    )
    const told = said(await events(await get('1-1')))
    expect(told).toHaveLength(10)
    expect(told.at(-1)).toEqual(result(1))
  })

  test('says of an answer too large to be kept that it was given, not nothing', async () => {
    await start({ replayStreamBytes: 1_000 })
    await breakAfterFirst()
    service.say(result(1, 'x'.repeat(2_000)))
    const told = said(await events(await get('1-1')))
    expect(told).toMatchObject([{ id: 1, error: { code: rpcCode.internalError } }])
  })

  test('is forgotten some time after it ended', async () => {
    const clock = new VirtualClock()
    await start({ replayKeepMs: 1_000 }, clock)
    await breakAfterFirst()
    service.say(result(1, 'kept'))
    expect(said(await events(await get('1-1')))).toEqual([result(1, 'kept')])
    await clock.advance(1_200)
    const abort = new AbortController()
    const answer = await get('1-1', abort.signal)
    expect((await events(answer, 1))[0]).toMatchObject({ id: '0-0', data: '' })
    abort.abort()
  })

  test('of a cancelled request leaves nothing to come back for', async () => {
    await start()
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    service.say(progress(1))
    const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }
    await events(await answer, 2)
    await post(gateway.url, cancelled, session)
    expect((await get('1-1')).status).toBe(204)
  })
})

describe('the stream of a session', () => {
  const changed = (n: number): object => ({ jsonrpc: '2.0', method: 'notifications/x', params: { n } })

  test('gives what came after the last event seen, and goes on', async () => {
    await start()
    const abort = new AbortController()
    const stream = await get(undefined, abort.signal)
    service.say(changed(1))
    service.say(changed(2))
    expect(said(await events(stream, 3))).toHaveLength(2)
    abort.abort()
    const resumed = await get('0-1')
    service.say(changed(3))
    expect(said(await events(resumed, 3))).toEqual([changed(2), changed(3)])
  })

  test('is taken over by a client that comes back before its broken connection was noticed', async () => {
    await start()
    const stream = await get()
    service.say(changed(1))
    const [prime] = await events(stream, 1)
    const resumed = await get(prime?.id)
    expect(said(await events(resumed, 2))).toEqual([changed(1)])
    expect((await get()).status).toBe(409)
  })
})
