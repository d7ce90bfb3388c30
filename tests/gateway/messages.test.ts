import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FromGateway } from '@shared/process/gateway-messages'
import { buildGateway } from '../../bench/gateway/build-gateway'
import { configFor } from '../support/gateway-config'
import { initialize, openSession, post, toolCall } from './support/raw-client'
import { RunningGateway, startService, type RunningService } from './support/running-gateway'

let gateway: RunningGateway
let service: RunningService
const squatters: Server[] = []

beforeEach(async () => {
  service = startService()
  gateway = await RunningGateway.start({}, ['fixture', 'gateway'])
  gateway.route({ kind: 'up', endpoint: service.endpoint })
})
afterEach(() => {
  gateway.gateway.close()
  service.close()
  for (const squatter of squatters.splice(0)) squatter.close()
})

async function squat(host: string): Promise<number> {
  const server = createServer().listen({ port: 0, host, ipv6Only: true })
  squatters.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('ports', () => {
  test.each(['127.0.0.1', '::1'])(
    'held on %s by somebody else: said once, and the other family let go',
    async (host) => {
      const port = await squat(host)
      gateway.gateway.receive({ type: 'listen', serviceId: 'late', port })
      const failed = await gateway.message((message) => message.type === 'bind-failed')
      expect(failed).toEqual({
        type: 'bind-failed',
        serviceId: 'late',
        port,
        address: host,
        code: 'EADDRINUSE',
      })
      const other = createServer().listen({
        port,
        host: host === '::1' ? '127.0.0.1' : '::1',
        ipv6Only: true,
      })
      squatters.push(other)
      await once(other, 'listening')
    },
  )

  test('move when told, and the old one is free; a held new one changes nothing', async () => {
    const old = gateway.url
    gateway.gateway.receive({ type: 'listen', serviceId: 'fixture', port: await squat('::1') })
    await gateway.message((message) => message.type === 'bind-failed')
    const session = await openSession(old)
    const free = await squat('127.0.0.1')
    squatters.pop()?.close()
    gateway.gateway.receive({ type: 'listen', serviceId: 'fixture', port: free })
    await gateway.message((message) => message.type === 'bound' && message.port === free)
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    expect((await post(new URL(`http://localhost:${free}/mcp`), list, session)).status).toBe(200)
    await expect(post(old, list, session)).rejects.toThrow('fetch failed')
  })

  test('told twice at once: the last one stays, the first is free again', async () => {
    const [first, last] = [await squat('127.0.0.1'), await squat('127.0.0.1')]
    for (const squatter of squatters.splice(0)) squatter.close()
    for (const port of [first, last, last])
      gateway.gateway.receive({ type: 'listen', serviceId: 'fixture', port })
    const outcomes = (): FromGateway[] =>
      gateway.messages.filter((message) => 'port' in message && [first, last].includes(message.port))
    await gateway.message(() => outcomes().length === 3)
    expect(outcomes().map(({ type }) => type)).toEqual(['bound', 'bound', 'bound'])
    const ping = async (port: number): Promise<Response> =>
      await post(new URL(`http://127.0.0.1:${port}/mcp`), initialize)
    await expect(ping(first)).rejects.toThrow('fetch failed')
    expect((await ping(last)).status).toBe(200)
  })
})

describe('figures', () => {
  test('tell calls, errors, bytes and clients of each service and tool', async () => {
    const session = await openSession(gateway.url)
    await post(gateway.url, toolCall(1, 'echo', { text: 'a' }), session)
    await post(gateway.url, toolCall(2, 'fail'), session)
    await post(gateway.url, toolCall(3, 'missing'), session)
    const outcomes = new Map<string | null, string>()
    const samples = new Map<string, { calls: number; errors: number; bytes: number }>()
    const collect = (): boolean => {
      outcomes.clear()
      samples.clear()
      for (const message of gateway.messages) {
        if (message.type !== 'traffic') continue
        expect(FromGateway.safeParse(message).error).toBeUndefined()
        for (const call of message.calls)
          outcomes.set(call.target, `${call.outcome} ${call.error} ${call.client}`)
        for (const one of message.samples) {
          const sum = samples.get(one.target) ?? { calls: 0, errors: 0, bytes: 0 }
          sum.calls += one.calls
          sum.errors += one.errors
          sum.bytes += one.responseBytes
          samples.set(one.target, sum)
        }
      }
      return outcomes.has('missing')
    }
    await gateway.message(collect)
    expect(outcomes.get('echo')).toBe('ok null raw 2.1')
    expect(outcomes.get('fail')).toBe('tool-error null raw 2.1')
    expect(outcomes.get('missing')).toBe('error -32603 raw 2.1')
    expect(samples.get('echo')).toMatchObject({ calls: 1, errors: 0 })
    expect(samples.get('fail')).toMatchObject({ calls: 1, errors: 1 })
    expect(samples.get('initialize')?.bytes).toBeGreaterThan(100)
  })

  test('names chosen by clients are cut and limited in number', async () => {
    const session = await openSession(gateway.url)
    await post(gateway.url, toolCall('long', 'n'.repeat(10_000)), session)
    for (let n = 0; n < 250; n++) await post(gateway.url, toolCall(n, `tool-${n}`), session)
    const targets = new Set<string>()
    await gateway.message((message) => {
      if (message.type === 'traffic') for (const sample of message.samples) targets.add(sample.target)
      return targets.has('other')
    })
    expect(targets.size).toBeLessThanOrEqual(201)
    expect([...targets].every((target) => target.length <= 256)).toBe(true)
  })

  test('a heartbeat is answered', () => {
    gateway.gateway.receive({ type: 'heartbeat', n: 7 })
    expect(gateway.messages.at(-1)).toMatchObject({
      type: 'heartbeat',
      n: 7,
      connections: expect.any(Number),
    })
  })

  test('stop lets go of everything', async () => {
    gateway.gateway.receive({ type: 'stop' })
    expect(gateway.isStopped).toBe(true)
    await expect(post(gateway.url, initialize)).rejects.toThrow('fetch failed')
  })
})

describe('the process', () => {
  test('says it is alive, serves, and ends with its parent', async () => {
    const { entry, remove } = await buildGateway()
    const child = fork(entry, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const seen: FromGateway[] = []
    child.on('message', (message) => seen.push(FromGateway.parse(message)))
    await once(child, 'message')
    expect(seen).toEqual([{ type: 'alive', pid: child.pid }])
    child.send({ type: 'nonsense' })
    child.send({
      type: 'start',
      services: [{ serviceId: 'a', port: 0 }],
      tokens: [],
      config: configFor(['a']),
      dataDir: mkdtempSync(join(tmpdir(), 'omnimind-gateway-')),
    })
    while (!seen.some((message) => message.type === 'started')) await once(child, 'message')
    expect(seen.map((message) => message.type)).toEqual(['alive', 'log', 'bound', 'started'])
    const exit = once(child, 'exit')
    child.disconnect()
    expect(await exit).toEqual([0, null])
    remove()
  })
})
