import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { MINUTE, SECOND } from '@shared/lib/clock'
import { VirtualClock } from '../support/virtual-clock'
import { held } from './support/held'
import { RunningTenant } from './support/remote-tenant'
import { ScriptedServer } from './support/scripted-server'

/** A server that takes every message and answers those of which `answers` says so. */
async function sseServer(answers: (method: string) => boolean): Promise<ScriptedServer> {
  let stream: ServerResponse | undefined
  const result = { protocolVersion: '2024-11-05', capabilities: {}, serverInfo: { name: 's', version: '1' } }
  return await ScriptedServer.start(({ id, method }, response, http) => {
    if (http.method === 'GET') {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' })
      stream.write('event: endpoint\ndata: /messages\n\n')
      return 'held'
    }
    response.writeHead(202).end()
    if (id !== undefined && method !== undefined && answers(method))
      stream?.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`)
    return 'held'
  })
}

test('a server that never answers the handshake ends the start, and says why', async () => {
  const clock = new VirtualClock()
  const server = held(await sseServer(() => false))
  const tenant = held(new RunningTenant(server.url, { kind: 'sse', clock }))
  await expect.poll(() => server.count('initialize')).toBe(1)
  await clock.advance(30 * SECOND)
  expect(await tenant.ended()).toMatchObject({
    kind: 'spawn-failed',
    message: expect.stringContaining('did not answer "initialize" within 30 s'),
  })
})

test('a request that is taken and never answered is given up', async () => {
  const clock = new VirtualClock()
  const server = held(await sseServer((method) => method === 'initialize'))
  const tenant = held(await RunningTenant.start(server.url, { kind: 'sse', clock, requestTimeoutMs: 60_000 }))
  const client = await tenant.client()
  const calling = client.callTool({ name: 'x', arguments: {} }, undefined, { timeout: 10 * MINUTE })
  const failed = expect(calling).rejects.toThrow(/did not answer "tools\/call" within 65 s.*Check the result/)
  await expect.poll(() => server.count('tools/call')).toBe(1)
  await clock.advance(65 * SECOND)
  await failed
})
