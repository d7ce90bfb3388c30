import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallRecord } from '@shared/domain/call'
import type { Clock } from '@shared/lib/clock'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { GatewayOptions } from '../../src/gateway/options'
import { VirtualClock } from '../support/virtual-clock'
import { jsonHeaders, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway } from './support/running-gateway'
import { ScriptedService } from './support/scripted-service'

let gateway: RunningGateway
let service: ScriptedService
let session: Record<string, string>

const start = async (options: Partial<GatewayOptions> = {}, clock?: Clock): Promise<void> => {
  gateway = await RunningGateway.start(options, undefined, clock)
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  session = await openSession(gateway.url)
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const heard = async (id: number): Promise<void> =>
  void (await service.hears((message) => message['id'] === id))
const list = (id: number): object => ({ jsonrpc: '2.0', id, method: 'tools/list' })
const answerTo = (id: number): void => service.say({ result: {}, jsonrpc: '2.0', id })
const visit = async (method: string, init: RequestInit = {}): Promise<Response> =>
  await fetch(gateway.url, { method, headers: { ...jsonHeaders, ...session }, ...init })
/** From now on a request waits, and its waiting shows in the wish to wake the service. */
const fallAsleep = (): void => {
  gateway.route({ kind: 'asleep' })
  service.socket?.destroy()
}
const connections = (): number => {
  gateway.gateway.receive({ type: 'heartbeat', n: 1 })
  const beat = gateway.messages.at(-1)
  return beat?.type === 'heartbeat' ? beat.connections : 0
}
/** Opens the session's stream on a connection of its own, lets `meanwhile` happen, then leaves. */
const listenDuring = async (meanwhile: () => Promise<void>): Promise<void> => {
  const request = httpRequest(gateway.url, { headers: { ...jsonHeaders, ...session }, agent: false }).end()
  await once(request, 'response')
  await meanwhile()
  const before = connections()
  request.destroy()
  while (connections() === before) await turn()
}
const recordOf = async (target: string): Promise<CallRecord | undefined> => {
  const find = (): CallRecord | undefined =>
    gateway.messages
      .flatMap((message) => (message.type === 'traffic' ? message.calls : []))
      .find((call) => call.target === target)
  await gateway.message(() => find() !== undefined)
  return find()
}

beforeEach(() => {
  service = new ScriptedService()
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
})

describe('a session that ends by DELETE', () => {
  test('says of what was sent that the outcome is unknown, of the rest that nothing was done', async () => {
    await start()
    const call = post(gateway.url, toolCall(1, 'send-mail'), session)
    const read = post(gateway.url, list(2), session)
    await Promise.all([heard(1), heard(2)])
    await visit('DELETE')
    expect(await (await call).json()).toMatchObject({ id: 1, error: { code: rpcCode.outcomeUnknown } })
    expect(await (await read).json()).toMatchObject({ id: 2, error: { code: rpcCode.serviceUnavailable } })
    expect((await recordOf('send-mail'))?.outcome).toBe('outcome-unknown')
  })

  test('says of a call that still waited that it was not sent', async () => {
    await start()
    fallAsleep()
    const call = post(gateway.url, toolCall(1, 'send-mail'), session)
    await gateway.message((message) => message.type === 'wake')
    await visit('DELETE')
    expect(await (await call).json()).toMatchObject({ id: 1, error: { code: rpcCode.serviceUnavailable } })
  })
})

describe('a session without traffic', () => {
  test('counts its silence from the answer of a long call', async () => {
    const clock = new VirtualClock()
    await start({ sessionIdleMs: 1_000 }, clock)
    const call = post(gateway.url, toolCall(1, 'long'), session)
    await heard(1)
    await clock.advance(1_500)
    answerTo(1)
    await (await call).text()
    await clock.advance(900)
    const next = post(gateway.url, list(2), session)
    await heard(2)
    answerTo(2)
    expect((await next).status).toBe(200)
  })

  test('counts its silence from the end of its stream', async () => {
    const clock = new VirtualClock()
    await start({ sessionIdleMs: 1_000 }, clock)
    await listenDuring(async () => await clock.advance(1_500))
    await clock.advance(900)
    expect((await visit('GET')).status).toBe(200)
  })
})

describe('a client that gave up while its request waited', () => {
  test('has its call recorded as cancelled; the service never hears of it', async () => {
    await start({ wakeWaitMs: 2_000 })
    fallAsleep()
    const abort = new AbortController()
    const body = JSON.stringify(toolCall(1, 'send-mail'))
    const call = visit('POST', { body, signal: abort.signal })
    await gateway.message((message) => message.type === 'wake')
    const given = expect(call).rejects.toThrow('aborted')
    abort.abort()
    await given
    expect(await recordOf('send-mail')).toMatchObject({ outcome: 'cancelled', responseBytes: 0 })
    gateway.route({ kind: 'up', endpoint: service.endpoint })
    const next = post(gateway.url, list(2), session)
    await heard(2)
    answerTo(2)
    await next
    expect(service.heard.filter((message) => message['id'] === 1)).toEqual([])
  })
})
