import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonHeaders, post, rawExchange, toolCall } from './support/raw-client'
import {
  alsoHeader,
  bytesOf,
  goodRequest,
  statusOf,
  withHeader,
  type RawRequest,
} from './support/raw-requests'
import { RunningGateway, startService, TOKEN, type RunningService } from './support/running-gateway'

/** The cases of local HTTP attacks, each with what it must come to. Slow-loris: slowloris.test.ts. */
let gateway: RunningGateway
let service: RunningService
beforeAll(async () => {
  service = startService()
  gateway = await RunningGateway.start({
    headersTimeoutMs: 400,
    requestTimeoutMs: 800,
    connectionsCheckMs: 50,
    refusedBodyMs: 200,
  })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterAll(() => {
  gateway.gateway.close()
  service.close()
})

const send = async (bytes: string, host?: string): Promise<number> =>
  statusOf(await rawExchange(gateway.port, bytes, host === undefined ? {} : { host }))
const chunked = (request: RawRequest): RawRequest =>
  withHeader(withHeader(request, 'Content-Length', null), 'Transfer-Encoding', 'chunked')

test('the request the cases are made from passes', async () => {
  expect(await send(bytesOf(goodRequest(gateway.port)))).toBe(200)
})

type Case = [
  what: string,
  change: (good: RawRequest, port: number) => RawRequest | string,
  statuses: number[],
]

/** Bytes two parsers may read in two ways. */
const smuggling: Case[] = [
  [
    'Content-Length beside Transfer-Encoding',
    (good) => alsoHeader(good, 'Transfer-Encoding: chunked'),
    [400],
  ],
  ['two Content-Lengths', (good) => alsoHeader(good, 'Content-Length: 3'), [400]],
  ['a list of lengths', (good) => withHeader(good, 'Content-Length', '5, 5'), [400]],
  ['a negative length', (good) => withHeader(good, 'Content-Length', '-1'), [400]],
  ['an unknown transfer coding', (good) => withHeader(good, 'Transfer-Encoding', 'wavy'), [400]],
  ['lines that end in LF alone', (good) => bytesOf(good).replace('\r\n', '\n'), [400]],
  ['a CR alone in a header', (good) => alsoHeader(good, 'X: a\rHost: evil.com'), [400]],
  ['a folded header', (good) => alsoHeader(good, 'X: a\r\n Host: evil.com'), [400]],
  ['a space before the colon', (good) => alsoHeader(good, 'Host : evil.com'), [400]],
  ['a NUL in a header', (good) => alsoHeader(good, 'X: a\0b'), [400]],
  ['17 KB of headers', (good) => alsoHeader(good, `X: ${'x'.repeat(17_000)}`), [431]],
  [
    '2,100 headers',
    (good) => Array.from({ length: 2_100 }, (_, n) => `X${n}: 1`).reduce(alsoHeader, good),
    [431],
  ],
  [
    'a chunk extension of 20 KB',
    (good) => ({ ...chunked(good), body: `1;${'x'.repeat(20_000)}\r\n{\r\n0\r\n\r\n` }),
    [413],
  ],
  [
    'a chunk size beyond all numbers',
    (good) => ({ ...chunked(good), body: 'fffffffffffffffff\r\n{\r\n0\r\n\r\n' }),
    [400],
  ],
  ['a method in lower case', (good) => ({ ...good, line: 'post /mcp HTTP/1.1' }), [400]],
  ['a broken version', (good) => ({ ...good, line: 'POST /mcp HTTP/9.9' }), [400]],
]

/** What a page in a browser, or a name that points here, can send. */
const strangers: Case[] = [
  ['no Host', (good) => withHeader(good, 'Host', null), [400, 403]],
  [
    'HTTP/1.0 without Host',
    (good) => ({ ...withHeader(good, 'Host', null), line: 'POST /mcp HTTP/1.0' }),
    [505],
  ],
  ['two Hosts', (good) => alsoHeader(good, 'Host: evil.com'), [400, 403]],
  ['an absolute target', (good) => ({ ...good, line: 'POST http://evil.com/mcp HTTP/1.1' }), [400]],
  ['a Host with a user', (good, port) => withHeader(good, 'Host', `evil.com@127.0.0.1:${port}`), [403]],
  ['a Host with a path', (good, port) => withHeader(good, 'Host', `127.0.0.1:${port}/evil.com`), [403]],
  ['a Host in hex', (good, port) => withHeader(good, 'Host', `0x7f.1:${port}`), [403]],
  ['a Host in decimal', (good, port) => withHeader(good, 'Host', `2130706433:${port}`), [403]],
  ['the Host 0.0.0.0', (good, port) => withHeader(good, 'Host', `0.0.0.0:${port}`), [403]],
  ['a name that was rebound', (good, port) => withHeader(good, 'Host', `evil.com:${port}`), [403]],
  ['two Origins', (good) => alsoHeader(alsoHeader(good, 'Origin: null'), 'Origin: null'), [403]],
  ['the Origin null', (good) => withHeader(good, 'Origin', 'null'), [403]],
  ['evil.localhost', (good, port) => withHeader(good, 'Origin', `http://evil.localhost:${port}`), [403]],
  [
    'localhost.evil.com',
    (good, port) => withHeader(good, 'Origin', `http://localhost.evil.com:${port}`),
    [403],
  ],
  ['another local web app', (good) => withHeader(good, 'Origin', 'http://localhost:3000'), [403]],
  [
    'no Origin and no token',
    (good) => withHeader(withHeader(good, 'Origin', null), 'Authorization', null),
    [401],
  ],
  [
    'our Origin, but no token',
    (good, port) => ownOrigin(withHeader(good, 'Authorization', null), port),
    [401],
  ],
  ['a cross-site fetch', (good) => withHeader(good, 'Sec-Fetch-Site', 'cross-site'), [403]],
  ['a same-site fetch', (good) => withHeader(good, 'Sec-Fetch-Site', 'same-site'), [403]],
  ['a simple request as text', (good) => withHeader(good, 'Content-Type', 'text/plain'), [415]],
  ['a form', (good) => withHeader(good, 'Content-Type', 'application/x-www-form-urlencoded'), [415]],
  ['a multipart form', (good) => withHeader(good, 'Content-Type', 'multipart/form-data; boundary=x'), [415]],
  ['a body in brotli', (good) => withHeader(good, 'Content-Encoding', 'br'), [415]],
  ['a body in gzip', (good) => withHeader(good, 'Content-Encoding', 'gzip'), [415]],
  [
    'the token in the address',
    (good) => ({ ...good, line: `POST /mcp?access_token=${TOKEN} HTTP/1.1` }),
    [400],
  ],
  ['a token that is nearly right', (good) => withHeader(good, 'Authorization', `Bearer ${TOKEN}x`), [401]],
  ['half a token', (good) => withHeader(good, 'Authorization', `Bearer ${TOKEN.slice(0, -1)}`), [401]],
  ['a method that changes things by PUT', (good) => ({ ...good, line: 'PUT /mcp HTTP/1.1' }), [405]],
  ['HEAD', (good) => ({ ...good, line: 'HEAD /mcp HTTP/1.1' }), [405]],
  ['TRACE', (good) => ({ ...good, line: 'TRACE /mcp HTTP/1.1' }), [405]],
  ['CONNECT', (good) => ({ ...good, line: 'CONNECT evil.com:443 HTTP/1.1' }), [0, 400, 404, 405]],
  [
    'a WebSocket upgrade',
    (good) =>
      ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'].reduce(alsoHeader, {
        ...withHeader(withHeader(good, 'Authorization', null), 'Content-Length', null),
        line: 'GET /mcp HTTP/1.1',
        body: '',
      }),
    [401],
  ],
]

function ownOrigin(request: RawRequest, port: number): RawRequest {
  return withHeader(request, 'Origin', `http://127.0.0.1:${port}`)
}

describe.each([
  ['bytes that can be read in two ways', smuggling],
  ['strangers', strangers],
])('%s', (_group, cases) => {
  test.each(cases)('%s', async (_what, change, statuses) => {
    const changed = change(goodRequest(gateway.port), gateway.port)
    const heard = service.seen.connections
    const status = await send(typeof changed === 'string' ? changed : bytesOf(changed))
    expect(statuses).toContain(status)
    expect(service.seen.connections).toBe(heard)
  })
})

describe('pages', () => {
  test('a preflight is told of nothing it may do', async () => {
    const answer = await fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(405)
    expect([...answer.headers.keys()].some((name) => name.startsWith('access-control-'))).toBe(false)
  })

  test('a GET that names a call does nothing', async () => {
    const url = new URL(`${gateway.url}?method=tools/call&name=echo`)
    expect((await fetch(url, { headers: jsonHeaders })).status).toBe(400)
    expect((await fetch(gateway.url, { headers: jsonHeaders })).status).toBe(400)
  })

  test('every refusal of a token says the same, however much of it was right', async () => {
    const said = new Set<string>()
    for (const token of [TOKEN.slice(0, 1), TOKEN.slice(0, -1), `${TOKEN}x`, 'x'.repeat(TOKEN.length)]) {
      const headers = { ...jsonHeaders, authorization: `Bearer ${token}` }
      said.add(await (await fetch(gateway.url, { method: 'POST', headers, body: '{}' })).text())
    }
    expect(said.size).toBe(1)
  })
})

describe('where it can be reached', () => {
  test('on ::1, as on 127.0.0.1', async () => {
    expect(await send(bytesOf(goodRequest(gateway.port)), '::1')).toBe(200)
  })

  test('not on an address other machines can see', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of outside) expect(await refusesConnections(address)).toBe(true)
  })

  test('through 0.0.0.0 only under its right name', async () => {
    const good = goodRequest(gateway.port)
    const named = withHeader(good, 'Host', `0.0.0.0:${gateway.port}`)
    expect([0, 403]).toContain(await send(bytesOf(named), '0.0.0.0'))
  })
})

describe('slow and endless', () => {
  test('a body that does not come is cut off', async () => {
    const good = goodRequest(gateway.port)
    const before = performance.now()
    expect(await send(bytesOf({ ...withHeader(good, 'Content-Length', '500') }))).toBe(408)
    expect(performance.now() - before).toBeLessThan(3_000)
  })

  test('chunks without end are cut off at 4 MB', async () => {
    const piece = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    const endless = { ...chunked(goodRequest(gateway.port)), body: piece.repeat(80) }
    expect(await send(bytesOf(endless))).toBe(413)
  })

  test('one byte over 4 MB is too much, said or not', async () => {
    const value = 'x'.repeat(4 * 1024 * 1024 + 1 - JSON.stringify(toolCall(1, 'echo', { text: '' })).length)
    const answer = await post(gateway.url, toolCall(1, 'echo', { text: value }))
    expect(answer.status).toBe(413)
  })

  test('a client that does not read its answer holds nobody up', async () => {
    const good = goodRequest(gateway.port)
    const socket = connect(gateway.port, '127.0.0.1')
    socket.pause()
    for (let n = 0; n < 50; n++) socket.write(bytesOf(withHeader(good, 'Connection', 'keep-alive')))
    expect(await send(bytesOf(good))).toBe(200)
    socket.destroy()
  })
})

function refusesConnections(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port: gateway.port, host: address, timeout: 1_000 })
    const done = (refused: boolean) => (): void => {
      socket.destroy()
      resolve(refused)
    }
    socket.once('connect', done(false)).once('error', done(true)).once('timeout', done(true))
  })
}
