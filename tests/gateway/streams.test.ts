import type { Socket } from 'node:net'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { GatewayOptions } from '../../src/gateway/options'
import { eventsOf, jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'

const NESTED = '['.repeat(20_000) + ']'.repeat(20_000)

let gateway: RunningGateway
let service: ScriptedService
let session: Record<string, string>

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const start = async (options: Partial<GatewayOptions> = {}): Promise<void> => {
  gateway = await RunningGateway.start(options)
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  session = await openSession(gateway.url)
}
const called = async (id: number): Promise<void> =>
  void (await service.hears((message) => message['id'] === id))
const listen = async (): Promise<Response> =>
  await fetch(gateway.url, { headers: { ...jsonHeaders, ...session } })
const note = (method: string, params: object, related?: number): object => ({
  jsonrpc: '2.0',
  method,
  params,
  ...(related === undefined ? {} : { relatedRequestId: related }),
})
const result = (id: number): object => ({ result: {}, jsonrpc: '2.0', id })

/** Reads a stream's text until it holds `text`. */
async function readUntil(answer: Response, text: string): Promise<string> {
  const reader = answer.body?.getReader()
  let said = ''
  while (!said.includes(text)) {
    const part = await reader?.read()
    if (!part || part.done) throw new Error(`the stream ended: ${said}`)
    said += new TextDecoder().decode(part.value)
  }
  reader?.releaseLock()
  return said
}

beforeEach(() => {
  service = new ScriptedService()
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

describe('the stream of a request', () => {
  test('carries what belongs to it, without the inner member, then the answer', async () => {
    await start()
    const first = post(gateway.url, toolCall(1, 'a'), session)
    const second = post(gateway.url, toolCall(2, 'b'), session)
    await called(2)
    service.say(note('notifications/progress', { progress: 1 }, 1))
    service.say(note('notifications/message', { data: 'hi' }, 2))
    service.say(result(2))
    service.say(result(1))
    const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } }
    expect(eventsOf(await (await first).text())).toEqual([progress, result(1)])
    expect(eventsOf(await (await second).text())).toMatchObject([{ params: { data: 'hi' } }, { id: 2 }])
  })

  test('begins after a while without an answer, and is kept alive by comments', async () => {
    await start({ streamAfterMs: 30, streamCommentMs: 30 })
    const answer = await post(gateway.url, toolCall(1, 'a'), session)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    await readUntil(answer, ': \n\n: \n\n')
    service.say(result(1))
    expect(await readUntil(answer, 'data: ')).toContain('"id":1')
  })

  test('never begins for a client that reads only JSON', async () => {
    await start({ streamAfterMs: 10 })
    const answer = post(gateway.url, toolCall(1, 'a'), { ...session, accept: 'application/json' })
    await called(1)
    service.say({
      jsonrpc: '2.0',
      id: 's1',
      method: 'sampling/createMessage',
      params: {},
      relatedRequestId: 1,
    })
    const refusal = await service.hears((message) => message['id'] === 's1')
    expect(refusal).toMatchObject({ error: { code: rpcCode.refused } })
    service.say(note('notifications/progress', { progress: 1 }, 1))
    service.say(result(1))
    expect(await (await answer).json()).toEqual(result(1))
  })

  test('asks the client, under an id of ours, and brings its answer back under theirs', async () => {
    await start()
    const answer = await Promise.all([
      post(gateway.url, toolCall(1, 'a'), session),
      called(1).then(() => service.say({ jsonrpc: '2.0', id: 0, method: 'roots/list', relatedRequestId: 1 })),
    ]).then(([response]) => response)
    const [question] = eventsOf(await readUntil(answer, '\n\n'))
    expect(question).toEqual({ jsonrpc: '2.0', id: 1, method: 'roots/list' })
    const reply = { jsonrpc: '2.0', id: 1, result: { roots: [] } }
    expect((await post(gateway.url, reply, session)).status).toBe(202)
    expect((await post(gateway.url, reply, session)).status).toBe(202)
    await service.hears((message) => message['result'] !== undefined)
    service.say(result(1))
    await readUntil(answer, '"result"')
    expect(service.heard.filter((message) => 'result' in message)).toEqual([{ ...reply, id: 0 }])
  })

  test('a flood of progress to a client that does not read stays in bounds; the answer still comes', async () => {
    await start({ streamSoftLimitBytes: 64 * 1024 })
    const headers = { ...jsonHeaders, ...session }
    const slow = httpRequest(gateway.url, { method: 'POST', headers })
    slow.end(JSON.stringify(toolCall(1, 'a')))
    await called(1)
    service.say(note('notifications/progress', { progress: 0 }, 1))
    const [response] = (await once(slow, 'response')) as [IncomingMessage]
    const before = process.memoryUsage().rss
    const line = `${JSON.stringify(note('notifications/progress', { pad: 'x'.repeat(10_000) }, 1))}\n`
    for (let n = 0; n < 200; n++)
      if (!service.socket?.write(line.repeat(100))) await once(service.socket as Socket, 'drain')
    service.say(result(1))
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
    let said = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    await once(response, 'end')
    expect(eventsOf(said).at(-1)).toEqual(result(1))
    expect(said.length).toBeLessThan(100 * 1024 * 1024)
  })
})

describe('the stream of a session', () => {
  test('carries what belongs to no request; a second one is refused', async () => {
    await start()
    const stream = await listen()
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    service.say(note('notifications/tools/list_changed', {}))
    expect(eventsOf(await readUntil(stream, '\n\n'))).toMatchObject([
      { method: 'notifications/tools/list_changed' },
    ])
    expect((await listen()).status).toBe(409)
    await stream.body?.cancel()
    while ((await listen()).status === 409) await turn()
  })

  test('gets what was said before it was opened', async () => {
    await start()
    service.say(note('notifications/resources/list_changed', {}))
    service.say({ result: {}, jsonrpc: '2.0', id: 'stray' })
    await gateway.message(
      (message) => message.type === 'log' && message.text.includes('an answer nobody waits for'),
    )
    const stream = await listen()
    expect(await readUntil(stream, '\n\n')).toContain('resources/list_changed')
  })

  test('is kept alive by comments', async () => {
    await start({ streamCommentMs: 30 })
    await readUntil(await listen(), ': \n\n: \n\n')
  })

  test('reaches the next instance by itself', async () => {
    await start({ reconnectMs: 10 })
    const stream = await listen()
    const before = service.socket
    before?.destroy()
    while (service.socket === before) await turn()
    await service.hears((message) => String(message['id']).startsWith('omnimind-replay'))
    while (service.heard.filter((message) => message['method'] === 'notifications/initialized').length < 2)
      await turn()
    service.say(note('notifications/tools/list_changed', {}))
    expect(await readUntil(stream, '\n\n')).toContain('tools/list_changed')
  })
})

describe('what a faulty service says', () => {
  test.each([
    ['garbage', 'Server started!'],
    ['an answer with another id', JSON.stringify(result(99))],
    ['a batch', '[]'],
    ['20,000 levels', `{"jsonrpc":"2.0","method":"m","params":{"a":${NESTED}},"relatedRequestId":1}`],
    ['a question of 20,000 levels', `{"jsonrpc":"2.0","id":5,"method":"m","params":{"a":${NESTED}}}`],
  ])('%s harms nobody', async (_what, line) => {
    await start()
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    service.say(line)
    service.say(result(1))
    expect(await (await answer).json()).toEqual(result(1))
    await gateway.message((message) => message.type === 'log' && message.text.includes('ignored'))
  })

  test('an answer over 10 MB ends what waits for it, and the session and its pipe go on', async () => {
    await start({ reconnectMs: 10 })
    const pipe = service.socket
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    service.say(`{"result":"${'x'.repeat(11 * 1024 * 1024)}","jsonrpc":"2.0","id":1}`)
    expect(await (await answer).json()).toMatchObject({ id: 1, error: { code: rpcCode.internalError } })
    expect(service.socket).toBe(pipe)
    const next = post(gateway.url, toolCall(2, 'a'), session)
    await called(2)
    service.say(result(2))
    expect(await (await next).json()).toEqual(result(2))
    await gateway.message((message) => message.type === 'log' && message.text.includes('over 10 MB'))
  })

  test('members in another order, and characters cut in two, arrive whole', async () => {
    await start()
    const answer = post(gateway.url, toolCall(1, 'a'), session)
    await called(1)
    const bytes = Buffer.from('{"id":1,"result":{"a":"grüß 😀"},"jsonrpc":"2.0"}\n')
    for (const byte of bytes) {
      service.socket?.write(Buffer.from([byte]))
      await turn()
    }
    expect(await (await answer).json()).toEqual({ id: 1, jsonrpc: '2.0', result: { a: 'grüß 😀' } })
  })
})
