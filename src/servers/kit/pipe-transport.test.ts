import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RELATED_REQUEST } from '@shared/mcp/json-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PipeTransport } from './pipe-transport'

let transport: PipeTransport
let peer: Socket
let stop: () => void

beforeEach(async () => {
  const path = join(tmpdir(), `omni-${randomUUID().slice(0, 8)}.sock`)
  const server = createServer().listen(path)
  await once(server, 'listening')
  peer = connect(path).setEncoding('utf8')
  const [socket] = (await once(server, 'connection')) as [Socket]
  transport = new PipeTransport(socket)
  await transport.start()
  stop = () => {
    peer.destroy()
    socket.destroy()
    server.close()
  }
})
afterEach(() => stop())

const nextMessage = (): Promise<void> =>
  new Promise((resolve) => Object.assign(transport, { onmessage: () => resolve() }))

const request = { jsonrpc: '2.0', id: 1, method: 'tools/call' } as const

test('marks what belongs to a running request, and nothing else', async () => {
  const notification = { jsonrpc: '2.0', method: 'notifications/progress' } as const
  await transport.send(notification, { relatedRequestId: 7 })
  await transport.send(notification)
  const [text] = (await once(peer, 'data')) as [string]
  const lines = text.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { ...notification, [RELATED_REQUEST]: 7 },
    notification,
  ])
})

test('does not read from a peer that does not read', async () => {
  const steps: string[] = []
  const received = nextMessage().then(() => steps.push('received'))
  peer.pause()
  const sent = transport.send({ jsonrpc: '2.0', id: 1, result: { data: 'x'.repeat(8_000_000) } })
  peer.write(`${JSON.stringify(request)}\n`)
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  steps.push('peer reads')
  peer.on('data', () => {}).resume()
  await Promise.all([sent, received])
  expect(steps).toEqual(['peer reads', 'received'])
})

test('drains when every request it took was answered', async () => {
  const received = nextMessage()
  peer.write(`${JSON.stringify(request)}\n`)
  await received
  const steps: string[] = []
  const drained = transport.drain().then(() => steps.push('drained'))
  await Promise.resolve()
  steps.push('answering')
  await transport.send({ jsonrpc: '2.0', id: 1, result: {} })
  await drained
  expect(steps).toEqual(['answering', 'drained'])
})

test('drains when the peer goes away', async () => {
  const received = nextMessage()
  peer.write(`${JSON.stringify(request)}\n`)
  await received
  const closed = new Promise<void>((resolve) => Object.assign(transport, { onclose: resolve }))
  peer.destroy()
  await closed
  await transport.drain()
  await expect(transport.send({ jsonrpc: '2.0', id: 1, result: {} })).rejects.toThrow(
    'The connection is closed.',
  )
})

test('refuses to send a notification over 10 MB', async () => {
  const params = { data: 'x'.repeat(10 * 1024 * 1024) }
  const message = { jsonrpc: '2.0', method: 'notifications/message', params } as const
  await expect(transport.send(message)).rejects.toThrow('longer than 10 MB')
})

test('does not wait for the answer to a cancelled request', async () => {
  const received = nextMessage()
  peer.write(`${JSON.stringify(request)}\n`)
  await received
  const cancelled = nextMessage()
  const params = { requestId: 1 }
  peer.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params })}\n`)
  await cancelled
  await transport.drain()
})

test('writes what was said before it closes', async () => {
  const answer = { jsonrpc: '2.0', id: 1, result: {} } as const
  void transport.send(answer)
  await transport.close()
  const [text] = (await once(peer, 'data')) as [string]
  expect(JSON.parse(text)).toEqual(answer)
})
