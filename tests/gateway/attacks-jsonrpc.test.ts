import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway, startService, type RunningService } from './support/running-gateway'

/** Hostile messages in otherwise good requests. What hostile services send is tested beside their hosts. */
let gateway: RunningGateway
let service: RunningService
let session: Record<string, string>
beforeAll(async () => {
  service = startService()
  gateway = await RunningGateway.start()
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  session = await openSession(gateway.url)
})
afterAll(() => {
  gateway.gateway.close()
  service.close()
})

interface Answer {
  status: number
  body: { id?: unknown; error?: { code: number; message: string }; result?: unknown } | null
}
async function say(body: string | Buffer): Promise<Answer> {
  const headers = { ...jsonHeaders, ...session }
  const init = { method: 'POST', headers, body: typeof body === 'string' ? body : new Uint8Array(body) }
  const answer = await fetch(gateway.url, init)
  const text = await answer.text()
  const events = text.split('\n').findLast((line) => line.startsWith('data: {'))
  return { status: answer.status, body: text === '' ? null : JSON.parse(events?.slice(6) ?? text) }
}
const call = (id: string): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"text":"x"}}}`
const nested = (levels: number): string =>
  `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`

describe('what is no single well-formed message is a 400 with words, and the session lives on', () => {
  test.each<[string, string | Buffer, number]>([
    ['truncated', call('1').slice(0, 40), rpcCode.parseError],
    ['empty', '', rpcCode.parseError],
    ['with a byte order mark', `\uFEFF${call('1')}`, rpcCode.parseError],
    ['in UTF-16', Buffer.from(call('1'), 'utf16le'), rpcCode.parseError],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from(call('1').slice(0, -4)), Buffer.from([0xff, 0xfe])]),
      rpcCode.parseError,
    ],
    ['65 levels deep', nested(65), rpcCode.parseError],
    ['100,000 levels deep', nested(100_000), rpcCode.parseError],
    ['100,000 open brackets', '['.repeat(100_000), rpcCode.parseError],
    ['NaN', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"n":NaN}}', rpcCode.parseError],
    ['two methods', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', rpcCode.invalidRequest],
    ['two ids', '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', rpcCode.invalidRequest],
    [
      'two names in the params',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","name":"crash"}}',
      rpcCode.invalidRequest,
    ],
    ['the id null', call('null'), rpcCode.invalidRequest],
    ['an id that is an object', call('{"a":1}'), rpcCode.invalidRequest],
    ['an id that is a list', call('[1]'), rpcCode.invalidRequest],
    ['an id that is a fraction', call('1.5'), rpcCode.invalidRequest],
    ['an id beyond 2^53', call('9007199254740993'), rpcCode.invalidRequest],
    ['an id of 10 KB', call(`"${'x'.repeat(10_000)}"`), rpcCode.invalidRequest],
    ['an empty batch', '[]', rpcCode.invalidRequest],
    ['a batch of 10,000', `[${Array(10_000).fill(call('1')).join(',')}]`, rpcCode.invalidRequest],
    [
      'params that are a list',
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}',
      rpcCode.invalidRequest,
    ],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', rpcCode.invalidRequest],
    ['no version', '{"id":1,"method":"ping"}', rpcCode.invalidRequest],
    ['a method that is a number', '{"jsonrpc":"2.0","id":1,"method":1}', rpcCode.invalidRequest],
    ['result and error at once', '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', rpcCode.invalidRequest],
    ['a text', '"hello"', rpcCode.invalidRequest],
    ['null', 'null', rpcCode.invalidRequest],
  ])('%s', async (_what, body, code) => {
    const answer = await say(body)
    expect(answer.status).toBe(400)
    expect(answer.body?.error?.code).toBe(code)
    expect(answer.body?.error?.message).toMatch(/\w+ \w+/)
    expect((await say(call('1'))).body).toMatchObject({ id: 1, result: {} })
  })

  test('4 MB and one byte is a 413', async () => {
    expect((await say(`${call('1')}${' '.repeat(4 * 1024 * 1024 + 1 - call('1').length)}`)).status).toBe(413)
  })
})

describe('well-formed, but hostile', () => {
  test.each(['tools/destroy', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'the method "%s" is unknown, and nothing else',
    async (method) => {
      const answer = await say(JSON.stringify({ jsonrpc: '2.0', id: 7, method }))
      expect(answer.body).toMatchObject({ id: 7, error: { code: rpcCode.methodNotFound } })
    },
  )

  test('members named __proto__ change no object', async () => {
    const body =
      '{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"echo","arguments":' +
      '{"text":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}}'
    expect((await say(body)).body).toMatchObject({ id: 8 })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('an id that is in flight is refused, and the first call is answered', async () => {
    const first = post(gateway.url, toolCall(21, 'slow', { ms: 300 }), session)
    await expect.poll(() => service.seen.calls.includes('slow')).toBe(true)
    const second = await say(call('21'))
    expect(second.body?.error?.message).toContain('id')
    expect((await first).status).toBe(200)
  })

  test('an answer to nothing is taken and leads nowhere', async () => {
    const answer = await say('{"jsonrpc":"2.0","id":12345,"result":{"roots":[]}}')
    expect(answer).toEqual({ status: 202, body: null })
  })

  test('a notification with an id is a request, and answered as one', async () => {
    const answer = await say('{"jsonrpc":"2.0","id":31,"method":"notifications/initialized"}')
    expect(answer.body).toMatchObject({ id: 31, error: { code: rpcCode.methodNotFound } })
  })

  test('a cancel after the answer, and one for nobody, change nothing', async () => {
    await say(call('41'))
    for (const requestId of [41, 'nobody', null, { a: 1 }]) {
      const params = { requestId }
      const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params }
      expect((await say(JSON.stringify(cancel))).status).toBe(202)
    }
    expect((await say(call('42'))).body).toMatchObject({ id: 42, result: {} })
  })

  test('2,000 notifications of progress hold no call up', async () => {
    const params = { progressToken: 'none', progress: 1 }
    const note = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params })
    const flood = Array.from({ length: 2_000 }, () => say(note))
    const before = performance.now()
    expect((await say(call('51'))).body).toMatchObject({ id: 51, result: {} })
    expect(performance.now() - before).toBeLessThan(10_000)
    expect((await Promise.all(flood)).every(({ status }) => status === 202)).toBe(true)
  })

  test('a tool name of 10 KB with control characters is just an unknown tool', async () => {
    const name = `\u001B[2J${'n'.repeat(10_000)}\u202E`
    const body = JSON.stringify({ jsonrpc: '2.0', id: 61, method: 'tools/call', params: { name } })
    expect((await say(body)).body).toMatchObject({ id: 61 })
  })
})
