import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { initialize, jsonHeaders, openSession, post, rawExchange, toolCall } from './support/raw-client'
import { RunningGateway, startService, TOKEN, type RunningService } from './support/running-gateway'

let gateway: RunningGateway
let service: RunningService
const port = (): number => gateway.port

beforeAll(async () => {
  service = startService()
  gateway = await RunningGateway.start({
    headersTimeoutMs: 300,
    connectionsCheckMs: 50,
    requestTimeoutMs: 600,
    refusedBodyMs: 300,
  })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterAll(() => {
  gateway.gateway.close()
  service.close()
})

/** A whole request as bytes; `close` makes the server end the connection after its answer. */
const request = (line: string, headers: string[], body = ''): string =>
  [line, ...headers, 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
const host = (): string => `Host: 127.0.0.1:${port()}`
const good = (): string[] => [
  host(),
  ...Object.entries(jsonHeaders).map(([name, value]) => `${name}: ${value}`),
]
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
const bodyOf = (answer: string): { error: { code: number; message: string } } =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as { error: { code: number; message: string } }
const text = JSON.stringify(initialize)

describe('raw bytes', () => {
  test('the same request passes untampered, on both families', async () => {
    expect(statusOf(await rawExchange(port(), request('POST /mcp HTTP/1.1', good(), text)))).toBe(200)
    expect(
      statusOf(await rawExchange(port(), request('POST /mcp HTTP/1.1', good(), text), { host: '::1' })),
    ).toBe(200)
  })
  test.each<[string, string, () => string[], number]>([
    ['two Hosts', 'POST /mcp HTTP/1.1', () => [...good(), 'Host: evil.com'], 403],
    ['two Hosts, the foreign one first', 'POST /mcp HTTP/1.1', () => ['Host: evil.com', ...good()], 403],
    ['no Host', 'POST /mcp HTTP/1.1', () => good().slice(1), 403],
    ['an absolute target', 'POST http://evil.com/mcp HTTP/1.1', good, 400],
    ['an absolute target of our own', `POST http://127.0.0.1/mcp HTTP/1.1`, good, 400],
    ['HTTP/1.0', 'POST /mcp HTTP/1.0', good, 505],
    ['two Origins', 'POST /mcp HTTP/1.1', () => [...good(), 'Origin: null', 'Origin: null'], 403],
    ['a foreign Origin', 'POST /mcp HTTP/1.1', () => [...good(), 'Origin: http://evil.example'], 403],
    ['a broken version', 'POST /mcp HTTP/9.9', good, 400],
    ['a header with a space', 'POST /mcp HTTP/1.1', () => [...good(), 'X y: 1'], 400],
    ['both lengths', 'POST /mcp HTTP/1.1', () => [...good(), 'Transfer-Encoding: chunked'], 400],
    ['17 KB of headers', 'POST /mcp HTTP/1.1', () => [...good(), `X: ${'x'.repeat(17_000)}`], 431],
  ])('refuses %s', async (_what, line, headers, status) => {
    const answer = await rawExchange(port(), request(line, headers(), text))
    expect(statusOf(answer)).toBe(status)
    expect(bodyOf(answer).error.message).toMatch(/\w{3}/)
  })

  test('a WebSocket upgrade gets no socket', async () => {
    const upgrade = [
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
    ]
    const answer = await rawExchange(port(), request('GET /mcp HTTP/1.1', [host(), ...upgrade]))
    expect(statusOf(answer)).toBe(401)
  })

  test('unfinished heads are cut off, with the reason', async () => {
    const before = performance.now()
    const answers = await Promise.all(
      Array.from(
        { length: 50 },
        async () => await rawExchange(port(), `POST /mcp HTTP/1.1\r\n${host()}\r\nX: `),
      ),
    )
    expect(performance.now() - before).toBeLessThan(5_000)
    expect(answers.map(statusOf)).toEqual(answers.map(() => 408))
  })

  test('unfinished bodies are cut off', async () => {
    const head = request('POST /mcp HTTP/1.1', good()).replace('Content-Length: 0', 'Content-Length: 100')
    expect(statusOf(await rawExchange(port(), `${head}{"jsonrpc"`))).toBe(408)
  })

  test('1,000 pipelined requests are answered in order', async () => {
    const { 'mcp-session-id': id } = await openSession(gateway.url)
    const one = (n: number): string => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: n, method: 'ping' })
      const headers = [...good(), `Mcp-Session-Id: ${id}`, `Content-Length: ${body.length}`]
      return ['POST /mcp HTTP/1.1', ...headers, '', body].join('\r\n')
    }
    const bytes = Array.from({ length: 1_000 }, (_, n) => one(n)).join('')
    const answers = await rawExchange(port(), bytes, { until: '"id":999' })
    const ids = [...answers.matchAll(/"id":(\d+)/g)].map((match) => Number(match[1]))
    // Beyond 128 in flight a request is refused, but in its place.
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
  })

  test('Expect: 100-continue is asked for the body only after the guards', async () => {
    const expecting = (headers: string[], bytes = text.length): string =>
      request('POST /mcp HTTP/1.1', [...headers, 'Expect: 100-continue'], '').replace(
        'Content-Length: 0',
        `Content-Length: ${bytes}`,
      )
    expect(statusOf(await rawExchange(port(), expecting(good()), { until: '\r\n\r\n' }))).toBe(100)
    expect(statusOf(await rawExchange(port(), expecting([host()]), { until: '\r\n\r\n' }))).toBe(401)
    const tooLarge = expecting(good(), 5 * 1024 * 1024)
    expect(statusOf(await rawExchange(port(), tooLarge, { until: '\r\n\r\n' }))).toBe(413)
  })
})

describe('bodies', () => {
  test('5 MB is a 413 the client gets to see, sent at once or in chunks', async () => {
    const big = JSON.stringify(toolCall(1, 'echo', { text: 'x'.repeat(5 * 1024 * 1024) }))
    const whole = await post(gateway.url, big)
    expect(whole.status).toBe(413)
    expect(await whole.text()).toContain('4 MB')
    const chunks = new Blob([big]).stream()
    const init = { method: 'POST', headers: jsonHeaders, body: chunks, duplex: 'half' }
    expect((await fetch(gateway.url, init as RequestInit)).status).toBe(413)
  })

  test('a body without end is cut off after the refusal', async () => {
    const head = ['POST /mcp HTTP/1.1', host(), 'Transfer-Encoding: chunked', '', ''].join('\r\n')
    const answer = await rawExchange(port(), `${head}ffffff\r\n${'x'.repeat(100_000)}`)
    expect(statusOf(answer)).toBe(401)
  })

  test('4 MB minus the envelope passes', async () => {
    const session = await openSession(gateway.url)
    const value = 'y'.repeat(4 * 1024 * 1024 - 200)
    const answer = await post(gateway.url, toolCall(1, 'echo', { text: value }), session)
    expect(JSON.stringify(await answer.json())).toContain(value)
  })

  test.each<[string, string, number]>([
    ['no JSON', '{"jsonrpc":', rpcCode.parseError],
    ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, rpcCode.parseError],
    ['a batch', '[]', rpcCode.invalidRequest],
    ['no JSON-RPC', '{"a":1}', rpcCode.invalidRequest],
  ])('%s is a 400 with a JSON-RPC error', async (_what, body, code) => {
    const answer = await post(gateway.url, body)
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as { error: { code: number } }).error.code).toBe(code)
  })
})

describe('what real clients try first', () => {
  test('a message of a newer revision without a session gets a quick 400, and no session', async () => {
    const discover = { jsonrpc: '2.0', id: 1, method: 'server/discover', params: {} }
    const answer = await post(gateway.url, discover, { 'mcp-protocol-version': '2026-07-28' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ id: 1, error: { code: rpcCode.invalidParams } })
  })

  test('OAuth discovery finds nothing, with and without a token', async () => {
    for (const path of [
      '/.well-known/oauth-protected-resource/mcp',
      '/.well-known/openid-configuration',
      '/register',
    ])
      for (const headers of [new Headers(), new Headers({ authorization: `Bearer ${TOKEN}` })]) {
        const answer = await fetch(new URL(path, gateway.url), { headers })
        expect(answer.status).toBe(404)
        expect(answer.headers.get('content-type')).toBe('application/json')
      }
  })

  test('without a token: 401 and how to send one', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await fetch(gateway.url, { method })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="omnimind"')
      expect(await answer.text()).toContain('Authorization: Bearer')
    }
  })

  test('OPTIONS allows no page anything', async () => {
    const answer = await fetch(gateway.url, { method: 'OPTIONS' })
    expect(answer.status).toBe(405)
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
