import { afterEach, beforeEach, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { VirtualClock } from '../support/virtual-clock'
import { ask, call, type Answered } from './support/modern-client'
import { ScriptedService } from './support/scripted-service'
import { StatelessGateway } from './support/stateless-gateway'

const MINUTE = 60_000
let clock: VirtualClock
let service: ScriptedService
let gateway: StatelessGateway

beforeEach(async () => {
  clock = new VirtualClock()
  service = new ScriptedService()
  gateway = await StatelessGateway.start({ clock, service: { tools: [{ name: 'a', inputSchema: {} }] } })
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterEach(() => {
  gateway.close()
  service.close()
})

const heard = async (method: string, n = 0): Promise<Record<string, unknown>> => {
  const all = () => service.heard.filter((message) => message['method'] === method)
  while (all().length <= n) await new Promise((resolve) => setImmediate(resolve))
  return all()[n] ?? {}
}
const later = async (answer: Promise<Answered>): Promise<Answered['body']> => (await answer).body

test('a service that says nothing is told to stop; progress gives it more time', async () => {
  const answer = call(gateway.url, 'a', {}, { meta: { progressToken: 'p' } })
  const { id } = await heard('tools/call')
  await clock.advance(4 * MINUTE)
  const params = { progressToken: id, progress: 1 }
  service.say({ jsonrpc: '2.0', method: 'notifications/progress', params })
  service.say({ jsonrpc: '2.0', id: 'ping', method: 'ping' })
  await service.hears((message) => message['id'] === 'ping' && 'result' in message)
  await clock.advance(4 * MINUTE)
  expect(service.heard.some((message) => message['method'] === 'notifications/cancelled')).toBe(false)
  await clock.advance(1 * MINUTE + 100)
  const body = await later(answer)
  expect(body.error).toMatchObject({ code: rpcCode.timeout })
  expect(body.error?.message).toMatch(/"fixture" did not answer.*check the result/)
  expect(await heard('notifications/cancelled')).toMatchObject({ params: { requestId: id } })
})

test('a read that is not answered is safe to try again', async () => {
  const answer = ask(gateway.url, 'resources/read', { uri: 'a://1' })
  await heard('resources/read')
  await clock.advance(5 * MINUTE + 100)
  expect((await later(answer)).error).toMatchObject({ code: rpcCode.timeout })
})

test('a parked call nobody comes back for is given up after ten minutes', async () => {
  const capabilities = { elicitation: {} }
  const answer = call(gateway.url, 'a', {}, { capabilities })
  const { id } = await heard('tools/call')
  service.say({ jsonrpc: '2.0', id: 'q', method: 'elicitation/create', relatedRequestId: id, params: {} })
  service.say({ jsonrpc: '2.0', id: 'ping', method: 'ping' })
  await service.hears((message) => message['id'] === 'ping' && 'result' in message)
  await clock.advance(25)
  const result = (await later(answer)).result as { requestState: string }
  await clock.advance(9 * MINUTE)
  expect(gateway.era.counts()).toEqual({ fixture: 1 })
  await clock.advance(1 * MINUTE)
  expect(await heard('notifications/cancelled')).toMatchObject({ params: { requestId: id } })
  expect(await service.hears((message) => message['id'] === 'q')).toMatchObject({
    error: { code: rpcCode.refused },
  })
  const more = { requestState: result.requestState, inputResponses: {} }
  const back = await call(gateway.url, 'a', {}, { capabilities, more })
  expect(back.body.error?.code).toBe(rpcCode.invalidParams)
  await clock.advance(5 * MINUTE)
  expect(gateway.era.counts()).toEqual({})
})

test('the answer of a service that did not wait is there for the client that comes back', async () => {
  const capabilities = { elicitation: {} }
  const answer = call(gateway.url, 'a', {}, { capabilities })
  const { id } = await heard('tools/call')
  service.say({ jsonrpc: '2.0', id: 'q', method: 'elicitation/create', relatedRequestId: id, params: {} })
  service.say({ jsonrpc: '2.0', id: 'ping', method: 'ping' })
  await service.hears((message) => message['id'] === 'ping' && 'result' in message)
  await clock.advance(25)
  const result = (await later(answer)).result as { requestState: string }
  service.say({ result: { content: [] }, jsonrpc: '2.0', id })
  const more = { requestState: result.requestState, inputResponses: {} }
  for (;;) {
    const back = await call(gateway.url, 'a', {}, { capabilities, more })
    more.requestState = String(back.body.result?.['requestState'])
    if (back.body.result?.['resultType'] !== 'complete') continue
    expect(back.body.result).toMatchObject({ content: [] })
    return
  }
})

test('a question the service takes back is not asked', async () => {
  const capabilities = { elicitation: {} }
  const answer = call(gateway.url, 'a', {}, { capabilities })
  const { id } = await heard('tools/call')
  for (const question of ['q1', 'q2'])
    service.say({
      jsonrpc: '2.0',
      id: question,
      method: 'elicitation/create',
      relatedRequestId: id,
      params: { message: question },
    })
  service.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'q1' } })
  service.say({ jsonrpc: '2.0', id: 'ping', method: 'ping' })
  await service.hears((message) => message['id'] === 'ping' && 'result' in message)
  await clock.advance(25)
  const { inputRequests } = (await later(answer)).result as { inputRequests: Record<string, unknown> }
  expect(Object.values(inputRequests)).toMatchObject([{ params: { message: 'q2' } }])
})

test('a change of a list is not told on the stream of a call', async () => {
  const answer = call(gateway.url, 'a')
  const { id } = await heard('tools/call')
  const method = 'notifications/tools/list_changed'
  service.say({ jsonrpc: '2.0', method, relatedRequestId: id })
  service.say({ result: { content: [] }, jsonrpc: '2.0', id })
  expect((await answer).headers.get('content-type')).toBe('application/json')
})

test('at most 64 calls of a token are parked; the oldest one goes first', async () => {
  const capabilities = { elicitation: {} }
  for (let n = 0; n < 65; n++) {
    const answer = call(gateway.url, 'a', {}, { capabilities })
    const { id } = await heard('tools/call', n)
    service.say({
      jsonrpc: '2.0',
      id: `q${n}`,
      method: 'elicitation/create',
      relatedRequestId: id,
      params: {},
    })
    service.say({ jsonrpc: '2.0', id: `ping${n}`, method: 'ping' })
    await service.hears((message) => message['id'] === `ping${n}`)
    await clock.advance(25)
    await answer
  }
  const [first] = service.heard.filter((message) => message['method'] === 'tools/call')
  expect(await heard('notifications/cancelled')).toMatchObject({ params: { requestId: first?.['id'] } })
  expect(service.heard.filter((message) => message['method'] === 'notifications/cancelled')).toHaveLength(1)
})

test('a long call gets its head, then comments, and its answer as an event', async () => {
  const answer = call(gateway.url, 'a')
  const { id } = await heard('tools/call')
  await clock.advance(10_100)
  await clock.advance(15_100)
  service.say({ result: { content: [] }, jsonrpc: '2.0', id })
  const { headers, events } = await answer
  expect(headers.get('content-type')).toBe('text/event-stream')
  expect(headers.get('x-accel-buffering')).toBe('no')
  expect(events).toMatchObject([{ id: 1, result: { resultType: 'complete' } }])
})

test('a call is asked at most 16 things at a time, and no more than 256 KB', async () => {
  const answer = call(gateway.url, 'a', {}, { capabilities: { elicitation: {} } })
  const { id } = await heard('tools/call')
  const question = (name: string, message: string): void =>
    service.say({
      jsonrpc: '2.0',
      id: name,
      method: 'elicitation/create',
      relatedRequestId: id,
      params: { message },
    })
  question('large', 'x'.repeat(300_000))
  for (let n = 0; n < 17; n++) question(`q${n}`, 'Name?')
  expect(await service.hears((message) => message['id'] === 'large')).toHaveProperty('error')
  expect(await service.hears((message) => message['id'] === 'q16')).toHaveProperty('error')
  await clock.advance(25)
  const { inputRequests } = (await later(answer)).result as { inputRequests: object }
  expect(Object.keys(inputRequests)).toHaveLength(16)
})
