import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rpcCode } from '@shared/mcp/json-rpc'
import { initialize, openSession, post, toolCall } from './support/raw-client'
import { newEndpoint, RunningGateway, startService, type RunningService } from './support/running-gateway'

let gateway: RunningGateway
const services: RunningService[] = []
const closers: (() => void)[] = []

const begin = (): RunningService => {
  const service = startService()
  services.push(service)
  return service
}
const routeTo = ({ endpoint }: RunningService): void => gateway.route({ kind: 'up', endpoint })
/** A service that answers the handshake and ends the connection at anything that follows. */
const startPoisoned = (): { endpoint: string; lists: () => number } => {
  const { endpoint, remove } = newEndpoint()
  let lists = 0
  const server = createServer((socket) => {
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('data', (chunk: string) => {
      const handshake = /"id":"(omnimind-replay-\d+)"/.exec(chunk)?.[1]
      if (handshake) socket.write(`{"result":{},"jsonrpc":"2.0","id":"${handshake}"}\n`)
      if (!chunk.includes('tools/list')) return
      lists++
      socket.destroy()
    })
  }).listen(endpoint)
  closers.push(() => server.close(), remove)
  return { endpoint, lists: () => lists }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const list = (id: number): object => ({ jsonrpc: '2.0', id, method: 'tools/list' })

interface Reply {
  result?: Record<string, unknown>
  error?: { code: number; message: string }
}
const replyTo = async (message: object, session: Record<string, string>): Promise<Reply> =>
  (await (await post(gateway.url, message, session)).json()) as Reply

beforeEach(async () => {
  gateway = await RunningGateway.start({ waitMs: 300, wakeWaitMs: 600, reconnectMs: 10 })
})
afterEach(() => {
  gateway.gateway.close()
  for (const service of services.splice(0)) service.close()
  for (const close of closers.splice(0)) close()
})

describe('while a service restarts', () => {
  test('a list waits for the next instance, which gets the handshake replayed', async () => {
    const first = begin()
    routeTo(first)
    const session = await openSession(gateway.url)
    gateway.route({ kind: 'coming' })
    first.close()
    const reply = replyTo(list(1), session)
    const second = begin()
    routeTo(second)
    expect((await reply).result?.['tools']).toBeDefined()
    expect(second.seen.connections).toBe(1)
  })

  test('a tool call that was not written yet waits too', async () => {
    const first = begin()
    routeTo(first)
    const session = await openSession(gateway.url)
    gateway.route({ kind: 'coming' })
    const reply = replyTo(toolCall(1, 'echo', { text: 'late' }), session)
    const second = begin()
    routeTo(second)
    expect(JSON.stringify((await reply).result)).toContain('late')
    expect(first.seen.calls).toEqual([])
  })

  test('a tool call that was written ends as outcome unknown and is never sent again', async () => {
    const first = begin()
    routeTo(first)
    const session = await openSession(gateway.url)
    const reply = replyTo(toolCall(1, 'hang'), session)
    while (first.seen.calls.length === 0) await turn()
    first.close()
    const second = begin()
    routeTo(second)
    const { error } = await reply
    expect(error?.code).toBe(rpcCode.outcomeUnknown)
    expect(error?.message).toMatch(/outcome is unknown/)
    await replyTo(list(2), session)
    expect(second.seen.calls).toEqual([])
  })

  test('log level and subscriptions are set again', async () => {
    const first = begin()
    routeTo(first)
    const session = await openSession(gateway.url)
    await replyTo({ jsonrpc: '2.0', id: 1, method: 'logging/setLevel', params: { level: 'error' } }, session)
    await replyTo(
      { jsonrpc: '2.0', id: 2, method: 'resources/subscribe', params: { uri: 'note://1' } },
      session,
    )
    first.close()
    const second = begin()
    routeTo(second)
    await replyTo(list(3), session)
    expect(second.seen.logLevels).toEqual(['error'])
    expect(second.seen.subscriptions).toEqual(['note://1'])
  })

  test('after the wait the error says the service is unavailable', async () => {
    routeTo(begin())
    const session = await openSession(gateway.url)
    gateway.route({ kind: 'coming' })
    const { error } = await replyTo(list(1), session)
    expect(error?.code).toBe(rpcCode.serviceUnavailable)
    expect(error?.message).toContain('0.3 s')
  })

  test('a failed handshake is a 503 that asks to come back', async () => {
    gateway.route({ kind: 'coming' })
    const answer = await post(gateway.url, initialize)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(((await answer.json()) as Reply).error?.code).toBe(rpcCode.serviceUnavailable)
  })

  test('a request that ends its service each time is given up after three repetitions', async () => {
    const service = begin()
    routeTo(service)
    const session = await openSession(gateway.url)
    service.close()
    const { endpoint, lists } = startPoisoned()
    gateway.route({ kind: 'up', endpoint })
    const { error } = await replyTo(list(1), session)
    expect(error?.message).toMatch(/ended each time/)
    expect(lists()).toBe(4)
  })
})

describe('a route', () => {
  test('down: answers at once with the reason, and the session stays valid', async () => {
    const service = begin()
    routeTo(service)
    const session = await openSession(gateway.url)
    gateway.route({ kind: 'down', reason: 'It was stopped by you.' })
    const { error } = await replyTo(list(1), session)
    expect(error?.message).toContain('It was stopped by you.')
    routeTo(service)
    expect((await replyTo(list(2), session)).result?.['tools']).toBeDefined()
  })

  test('down: those who wait hear it too', async () => {
    routeTo(begin())
    const session = await openSession(gateway.url)
    gateway.route({ kind: 'coming' })
    const reply = replyTo(list(1), session)
    await turn()
    gateway.route({ kind: 'down', reason: 'It failed.' })
    expect((await reply).error?.message).toContain('It failed.')
  })

  test('asleep: the first request wakes the service, once', async () => {
    gateway.route({ kind: 'asleep' })
    const sessions = [openSession(gateway.url), openSession(gateway.url)]
    await gateway.message((message) => message.type === 'wake')
    routeTo(begin())
    await Promise.all(sessions)
    expect(gateway.messages.filter((message) => message.type === 'wake')).toHaveLength(1)
  })

  test('away for a moment while the pipe holds: whoever waited goes on', async () => {
    const service = begin()
    routeTo(service)
    const session = await openSession(gateway.url)
    gateway.route({ kind: 'coming' })
    const reply = replyTo(list(1), session)
    await turn()
    routeTo(service)
    expect((await reply).result?.['tools']).toBeDefined()
    expect(service.seen.connections).toBe(1)
  })
})
