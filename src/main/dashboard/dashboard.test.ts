import { createServer } from 'node:http'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { CenterClient } from '@shared/contract'
import { RPC_PREFIX, RPC_SOCKET_PATH } from '@shared/contract'
import { StatusReport } from '@shared/domain/status'
import { freePort } from '../../../tests/support/free-port'
import { rawHttp, statusOf } from '../../../tests/support/raw-http'
import type { RunningDashboard } from '../../../tests/support/running-dashboard'
import { startTestDashboard } from '../../../tests/support/running-dashboard'
import { listenOnLoopback } from './loopback-server'

let board: RunningDashboard
beforeAll(async () => {
  board = await startTestDashboard()
})
afterAll(() => board.close())

const bearer = () => ({ authorization: `Bearer ${board.access.ownerToken}` })
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(board.origin + path, { headers, redirect: 'manual' })
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(board.origin + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
const signedIn = async (): Promise<string> => {
  const answer = await get(`/dashboard?signin=${board.access.issueSignInCode()}`)
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}
const raw = (lines: string[], body = '') =>
  rawHttp(board.port, `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`)

describe('pages without a token', () => {
  it('/status tells every service and the pid of main', async () => {
    const report = StatusReport.parse(await (await get('/status')).json())
    expect(report).toMatchObject({ version: '0.1.0', pid: process.pid, state: 'ready' })
    expect(report.services[0]).toMatchObject({
      id: 'memory',
      tier: 1,
      port: 4321,
      state: 'ready',
      restarts: 0,
    })
  })

  it('/metrics is text, or JSON when asked', async () => {
    const text = await get('/metrics')
    expect(text.headers.get('content-type')).toContain('version=0.0.4')
    expect(await text.text()).toBe('omnimind_up 1\n')
    expect(await (await get('/metrics', { accept: 'application/json' })).json()).toEqual({ up: 1 })
  })

  it('/dashboard serves the UI with a strict policy, / leads there, the rest is a JSON 404', async () => {
    const page = await get('/dashboard')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('/dashboard/assets/a-1.js')
    expect((await get('/dashboard/assets/a-1.js')).headers.get('cache-control')).toContain('immutable')
    expect((await get('/')).headers.get('location')).toBe('/dashboard')
    const missing = await get('/nothing')
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/json; charset=utf-8',
    ])
    expect((await post('/status', '{}')).status).toBe(405)
  })

  it('/health and /ready answer on their own port', async () => {
    const health = (path: string) => fetch(`http://127.0.0.1:${board.healthPort}${path}`)
    expect(await (await health('/health')).json()).toEqual({
      status: 'ok',
      pid: process.pid,
      uptimeMs: 1_235,
    })
    expect((await health('/ready')).status).toBe(200)
    board.center.becomes('thinking', { kind: 'starting', at: 0 })
    const waiting = await health('/ready')
    board.center.becomes('thinking', { kind: 'ready', at: 0 })
    expect(waiting.status).toBe(503)
    expect(await waiting.json()).toEqual({
      ready: false,
      waiting: [{ id: 'thinking', state: 'starting', why: 'Starting' }],
    })
  })
})

describe('the guards', () => {
  const host = () => `Host: 127.0.0.1:${board.port}`

  it.each([
    ['no Host', () => ['GET /status HTTP/1.0']],
    ['a foreign Host', () => ['GET /status HTTP/1.1', 'Host: evil.com']],
    ['the right name, no port', () => ['GET /status HTTP/1.1', 'Host: 127.0.0.1']],
    ['user info', () => ['GET /status HTTP/1.1', `Host: evil.com@127.0.0.1:${board.port}`]],
    ['another spelling of the address', () => ['GET /status HTTP/1.1', `Host: 2130706433:${board.port}`]],
    ['two Hosts', () => ['GET /status HTTP/1.1', host(), 'Host: evil.com']],
    ['a foreign Origin', () => ['GET /status HTTP/1.1', host(), 'Origin: https://evil.com']],
    ['the null Origin', () => ['GET /status HTTP/1.1', host(), 'Origin: null']],
    ['another local port', () => ['GET /status HTTP/1.1', host(), 'Origin: http://localhost:3000']],
    [
      'a longer name',
      () => ['GET /status HTTP/1.1', host(), `Origin: http://127.0.0.1.evil.com:${board.port}`],
    ],
    [
      'two Origins',
      () => ['GET /status HTTP/1.1', host(), ...twice(`Origin: http://127.0.0.1:${board.port}`)],
    ],
    ['another site', () => ['GET /status HTTP/1.1', host(), 'Sec-Fetch-Site: cross-site']],
  ])('refuse %s', async (_, lines) => {
    expect(statusOf(await raw(lines()))).toBe(403)
  })

  it('refuse the absolute form of another site', async () => {
    expect(statusOf(await raw(['GET http://evil.com/status HTTP/1.1', host()]))).toBe(400)
  })

  it.each(['127.0.0.1', 'localhost', '[::1]'])('let %s in', async (name) => {
    expect(statusOf(await raw(['GET /status HTTP/1.1', `Host: ${name}:${board.port}`]))).toBe(200)
  })

  it('answer on ::1 too', async () => {
    const answer = await rawHttp(
      board.port,
      `GET /status HTTP/1.1\r\nHost: [::1]:${board.port}\r\nConnection: close\r\n\r\n`,
      '::1',
    )
    expect(statusOf(answer)).toBe(200)
  })

  it('hang up on half a header after five seconds', async () => {
    const socket = connect(board.port, '127.0.0.1', () => socket.write('GET /status HTTP/1.1\r\nHost: 12'))
    const startedAt = performance.now()
    socket.resume()
    await once(socket, 'close')
    expect(performance.now() - startedAt).toBeLessThan(8_000)
  })

  function twice(line: string): string[] {
    return [line, line]
  }
})

describe('the API over HTTP', () => {
  const info = `${RPC_PREFIX}/app/info`

  it('asks who it is', async () => {
    expect((await post(info, '{}')).status).toBe(401)
    expect((await post(info, '{}', { authorization: 'Bearer omm_wrong' })).status).toBe(401)
    expect((await post(`${info}?token=${board.access.ownerToken}`, '{}')).status).toBe(401)
    expect((await post(info, '{"json":{}}', bearer())).status).toBe(200)
  })

  it('takes commands by POST only, as JSON of bounded size', async () => {
    expect((await get(info, bearer())).status).toBe(405)
    expect((await post(info, '{}', { ...bearer(), 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post(info, '{', bearer())).status).toBe(400)
    expect((await post(`${RPC_PREFIX}/no/such`, '{}', bearer())).status).toBe(404)
    const size = 4 * 1024 * 1024 + 1
    const head = [
      `POST ${info} HTTP/1.1`,
      `Host: 127.0.0.1:${board.port}`,
      `Authorization: ${bearer().authorization}`,
    ]
    const announced = await raw([...head, 'Content-Type: application/json', `Content-Length: ${size}`])
    expect(statusOf(announced)).toBe(413)
  })

  it('counts a body that does not announce its size', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(32)),
    })
    const answer = fetch(board.origin + info, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { ...bearer(), 'content-type': 'application/json' },
    } as RequestInit).then(
      ({ status }) => status,
      () => 'hung up',
    )
    expect([413, 'hung up']).toContain(await answer)
    expect((await get('/status')).status).toBe(200)
  })

  it('carries queries, problems and streams', async () => {
    const link = new FetchLink({ url: board.origin + RPC_PREFIX, headers: bearer() })
    const client: CenterClient = createORPCClient(link)
    expect((await client.services.list({})).map(({ id }) => id)).toEqual(['memory', 'thinking'])
    await expect(client.services.start({ id: 'nope' })).rejects.toMatchObject({
      code: 'PROBLEM',
      data: { code: 'UNKNOWN_SERVICE' },
    })
    board.center.says('memory', 'one')
    const controller = new AbortController()
    const tail = await client.logs.tail({ source: 'memory' }, { signal: controller.signal })
    expect((await tail.next()).value).toMatchObject({ entries: [{ text: 'one' }] })
    controller.abort()
    await expect.poll(() => board.center.openTails).toBe(0)
  })
})

describe('sign-in', () => {
  it('turns a link into a cookie once, and takes the code out of the address', async () => {
    const path = `/dashboard?signin=${board.access.issueSignInCode()}`
    const answer = await get(path)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/dashboard'])
    expect(answer.headers.get('set-cookie')).toMatch(
      new RegExp(`^omnimind_${board.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000$`),
    )
    expect((await get(path)).status).toBe(403)
    expect((await get('/dashboard?signin=guess')).status).toBe(403)
  })

  it('a cookie counts only beside our own Origin', async () => {
    const cookie = await signedIn()
    const path = `${RPC_PREFIX}/app/info`
    expect((await post(path, '{"json":{}}', { cookie, origin: board.origin })).status).toBe(200)
    expect((await post(path, '{"json":{}}', { cookie })).status).toBe(401)
    expect((await post(path, '{"json":{}}', { cookie, origin: 'http://localhost:3000' })).status).toBe(403)
    expect((await post(path, '{"json":{}}', { cookie: `${cookie}x`, origin: board.origin })).status).toBe(401)
  })
})

describe('the API over WebSocket', () => {
  const open = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${board.port}${RPC_SOCKET_PATH}`, { headers })
  const refusedWith = async (headers: Record<string, string>): Promise<number> => {
    const socket = open(headers)
    const answer = once(socket, 'unexpected-response') as Promise<[unknown, { statusCode: number }]>
    const [, { statusCode }] = await answer
    socket.on('error', () => {})
    socket.terminate()
    return statusCode
  }

  it('refuses a stranger with 401 and a foreign page with 403', async () => {
    const cookie = await signedIn()
    expect(await refusedWith({})).toBe(401)
    expect(await refusedWith({ origin: board.origin })).toBe(401)
    expect(await refusedWith({ cookie })).toBe(401)
    expect(await refusedWith({ cookie, origin: 'http://localhost:3000' })).toBe(403)
    expect(await refusedWith({ authorization: 'Bearer wrong' })).toBe(401)
  })

  it.each(['cookie', 'token'])('carries the contract for a %s', async (kind) => {
    const headers = kind === 'token' ? bearer() : { cookie: await signedIn(), origin: board.origin }
    const socket = open(headers)
    await once(socket, 'open')
    const link = new SocketLink({ websocket: socket })
    const client: CenterClient = createORPCClient(link)
    const updates = await client.services.watch({})
    expect((await updates.next()).value).toMatchObject({ type: 'all' })
    await client.services.stop({ id: 'memory' })
    expect((await updates.next()).value).toMatchObject({ type: 'one', service: { id: 'memory' } })
    await client.services.start({ id: 'memory' })
    await expect(client.services.start({ id: 'nope' })).rejects.toMatchObject({
      data: { code: 'UNKNOWN_SERVICE' },
    })
    const tail = await client.logs.tail({ source: 'memory' })
    await tail.next()
    expect(board.center.openTails).toBe(1)
    socket.close()
    await expect.poll(() => board.center.openTails).toBe(0)
  })

  it('ends a connection that sends too much or nonsense, and goes on', async () => {
    const socket = open(bearer())
    await once(socket, 'open')
    socket.send('not json')
    socket.send('x'.repeat(8 * 1024 * 1024 + 1))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1009)
    expect((await get('/status')).status).toBe(200)
  })
})

describe('a port that is taken', () => {
  it.each(['127.0.0.1', '::1'])('on %s is explained by who holds it', async (address) => {
    const port = await freePort()
    const stranger = createServer().listen({ port, host: address, ipv6Only: true })
    await once(stranger, 'listening')
    const holder = { port, address, pid: 77, command: 'nginx', user: null, isOmniMind: false }
    const attempt = listenOnLoopback({
      title: 'dashboard',
      port,
      onRequest: () => {},
      holderOf: async () => holder,
    })
    await expect(attempt).rejects.toMatchObject({
      code: 'PORT_HELD',
      message: expect.stringContaining('nginx (pid 77)'),
      nextStep: expect.stringContaining('OMNIMIND_PORT_OFFSET'),
    })
    stranger.close()
    await once(stranger, 'close')
    const second = await listenOnLoopback({
      title: 'x',
      port,
      onRequest: () => {},
      holderOf: async () => holder,
    })
    await second.close()
  })
})
