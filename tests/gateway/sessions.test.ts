import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallRecord } from '@shared/domain/call'
import type { Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { GatewayOptions } from '../../src/gateway/options'
import { eventsOf, initialize, jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { ScriptedService } from './support/scripted-service'
import { VirtualClock } from '../support/virtual-clock'
import { OTHER_TOKEN, RunningGateway, startService, type RunningService } from './support/running-gateway'

let gateway: RunningGateway
let service: RunningService

const start = async (options: Partial<GatewayOptions> = {}, clock?: Clock): Promise<void> => {
  gateway = await RunningGateway.start(options, undefined, clock)
  gateway.route({ kind: 'up', endpoint: service.endpoint })
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const sessionCall = async (method: string, session: Record<string, string>): Promise<Response> =>
  await fetch(gateway.url, { method, headers: { ...jsonHeaders, ...session } })

beforeEach(() => {
  service = startService()
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

describe('a session', () => {
  test('is named by 128 random bits and has a pipe of its own', async () => {
    await start()
    const [one, two] = await Promise.all([openSession(gateway.url), openSession(gateway.url)])
    expect(one['mcp-session-id']).toMatch(/^[0-9a-f]{32}$/)
    expect(one['mcp-session-id']).not.toBe(two['mcp-session-id'])
    expect(service.seen.connections).toBe(2)
  })

  test('needs its id, a known one, a known revision, and the token it began with', async () => {
    await start()
    const session = await openSession(gateway.url)
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await post(gateway.url, list, headers)).status
    expect(await status({})).toBe(400)
    expect(await status({ 'mcp-session-id': 'f'.repeat(32) })).toBe(404)
    expect(await status({ ...session, 'mcp-protocol-version': '1999-01-01' })).toBe(400)
    expect(await status({ ...session, authorization: `Bearer ${OTHER_TOKEN}` })).toBe(404)
    expect(await status({ 'mcp-session-id': session['mcp-session-id'] ?? '' })).toBe(200)
  })

  test('ends by DELETE, and its pipe with it', async () => {
    await start()
    const session = await openSession(gateway.url)
    const held = post(gateway.url, toolCall(1, 'hang'), session)
    while (service.seen.calls.length === 0) await turn()
    expect((await sessionCall('DELETE', session)).status).toBe(200)
    expect(await (await held).json()).toMatchObject({ id: 1, error: { code: rpcCode.outcomeUnknown } })
    expect((await post(gateway.url, list, session)).status).toBe(404)
    expect((await sessionCall('DELETE', session)).status).toBe(404)
  })

  test('without traffic and without a stream it ends by itself', async () => {
    const clock = new VirtualClock()
    await start({ sessionIdleMs: 1_000 }, clock)
    const session = await openSession(gateway.url)
    const listening = await openSession(gateway.url)
    const stream = await sessionCall('GET', listening)
    await clock.advance(1_100)
    expect((await post(gateway.url, list, session)).status).toBe(404)
    expect((await post(gateway.url, list, listening)).status).toBe(200)
    await stream.body?.cancel()
  })

  test('a refused handshake opens none', async () => {
    await start()
    const answer = await post(gateway.url, { ...initialize, params: {} })
    expect(await answer.json()).toMatchObject({ error: { code: expect.any(Number) } })
    expect(service.seen.connections).toBe(1)
    expect(
      (await post(gateway.url, list, { 'mcp-session-id': answer.headers.get('mcp-session-id') ?? 'x' }))
        .status,
    ).toBe(404)
  })
})

describe('limits', () => {
  test('a repeated id in flight, too many in flight, too many sessions', async () => {
    await start({ maxInFlight: 2, maxSessions: 1 })
    const session = await openSession(gateway.url)
    const held = [
      post(gateway.url, toolCall(1, 'hang'), session),
      post(gateway.url, toolCall('1', 'hang'), session),
    ]
    while (service.seen.calls.length < 2) await turn()
    const repeated = await post(gateway.url, toolCall(1, 'echo'), session)
    expect([repeated.status, await repeated.json()]).toMatchObject([400, { id: 1 }])
    const third = await post(gateway.url, toolCall(3, 'echo'), session)
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await post(gateway.url, initialize)).status).toBe(503)
    await sessionCall('DELETE', session)
    await Promise.all(held)
    const next = await openSession(gateway.url)
    await openSession(gateway.url)
    expect((await post(gateway.url, list, next)).status).toBe(404)
  })

  test('a service that does not read: notifications are refused too', async () => {
    const scripted = new ScriptedService()
    await start({ pipeLimitBytes: 1024 * 1024 })
    gateway.route({ kind: 'up', endpoint: scripted.endpoint })
    const session = await openSession(gateway.url)
    scripted.socket?.pause()
    const note = { jsonrpc: '2.0', method: 'notifications/x', params: { pad: 'x'.repeat(3 * 1024 * 1024) } }
    const tell = async (): Promise<number> => (await post(gateway.url, note, session)).status
    expect([await tell(), await tell()]).toEqual([202, 429])
    expect((await post(gateway.url, list, session)).status).toBe(429)
    scripted.close()
  })

  test('one connection more than can carry requests is closed at once, the others are served', async () => {
    await start({ maxConnections: 3 })
    const session = await openSession(gateway.url)
    // The connection the handshake came on is idle for long enough to be given up for others.
    await new Promise((resolve) => setTimeout(resolve, 400))
    const sockets = [1, 2, 3].map((id) => {
      const body = JSON.stringify(toolCall(id, 'slow', { ms: 1_000 }))
      const headers = { ...jsonHeaders, ...session, host: gateway.url.host, 'content-length': body.length }
      const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      const socket = connect(gateway.port, '127.0.0.1')
      socket.write(`POST /mcp HTTP/1.1\r\n${head.join('')}\r\n${body}`)
      return socket
    })
    const answers = sockets.map(async (socket) => String((await once(socket, 'data'))[0]))
    while (service.seen.calls.length < 3) await turn()
    const fourth = connect(gateway.port, '127.0.0.1')
    fourth.on('error', () => {}).resume()
    await once(fourth, 'close')
    for (const answer of await Promise.all(answers)) expect(answer).toContain('done')
    for (const socket of sockets) socket.destroy()
  })
})

describe('an answer', () => {
  test('is JSON for who reads JSON, an event for who reads only events', async () => {
    await start()
    const session = await openSession(gateway.url)
    const json = await post(gateway.url, list, { ...session, accept: 'application/json' })
    expect(json.headers.get('content-type')).toBe('application/json')
    const events = await post(gateway.url, { ...list, id: 2 }, { ...session, accept: 'text/event-stream' })
    expect(events.headers.get('content-type')).toBe('text/event-stream')
    expect(eventsOf(await events.text())).toMatchObject([{ id: 2, result: { tools: expect.any(Array) } }])
  })

  test('a notification is accepted with 202 and no body', async () => {
    await start()
    const session = await openSession(gateway.url)
    const note = { jsonrpc: '2.0', method: 'notifications/roots/list_changed' }
    const answer = await post(gateway.url, note, session)
    expect([answer.status, await answer.text()]).toEqual([202, ''])
  })

  test('its client left: the call goes on, and counts', async () => {
    await start()
    const session = await openSession(gateway.url)
    const abort = new AbortController()
    const init = { method: 'POST', headers: { ...jsonHeaders, ...session }, signal: abort.signal }
    const gone = fetch(gateway.url, { ...init, body: JSON.stringify(toolCall(1, 'slow', { ms: 50 })) })
    while (service.seen.calls.length === 0) await turn()
    abort.abort()
    await expect(gone).rejects.toThrow()
    const isDone = (call: CallRecord): boolean => call.target === 'slow' && call.outcome === 'ok'
    await gateway.message((message) => message.type === 'traffic' && message.calls.some(isDone))
  })
})
