import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openSession, post, toolCall } from './support/raw-client'
import { RunningGateway, startService } from './support/running-gateway'

/** bench/attacks/slowloris.ts does the same with 1,000 connections and the real limits. */
test('120 connections that never finish their head keep no honest client out, and are closed', async () => {
  const service = startService()
  const options = { maxConnections: 40, headersTimeoutMs: 1_500, connectionsCheckMs: 100 }
  const gateway = await RunningGateway.start(options)
  gateway.route({ kind: 'up', endpoint: service.endpoint })
  const slow: Socket[] = []
  for (let n = 0; n < 120; n++) {
    const socket = connect(gateway.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    slow.push(socket)
    await once(socket, 'connect')
    socket.write('POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ')
  }
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('y')), 200)
  const startedAt = performance.now()
  const session = await openSession(gateway.url)
  for (let id = 0; id < 50; id++) {
    const answer = await post(gateway.url, toolCall(id, 'echo', { text: 'honest' }), session)
    expect(await answer.json()).toMatchObject({ id })
  }
  await Promise.all(slow.map(async (socket) => socket.closed || (await once(socket, 'close'))))
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  clearInterval(drip)
  gateway.gateway.close()
  service.close()
})
