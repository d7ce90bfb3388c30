import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { ConnectionGuard } from './connections'

let server: Server
let clock: VirtualClock
let guard: ConnectionGuard
let sockets: Socket[]
const held: (() => void)[] = []

beforeEach(async () => {
  clock = new VirtualClock()
  guard = new ConnectionGuard(clock, { maxConnections: 4 })
  sockets = []
  server = createServer((request, response) => {
    if (request.url === '/hold') held.push(() => response.end('done'))
    else response.end('ok')
  })
  guard.watch(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.closeAllConnections()
  server.close()
})

const open = async (): Promise<Socket> => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => {})
  sockets.push(socket)
  const accepted = once(server, 'connection')
  await once(socket, 'connect')
  await accepted
  return socket
}
const ask = async (socket: Socket, path = '/'): Promise<string> => {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  const [said] = (await once(socket, 'data')) as [Buffer]
  return said.toString()
}
const isClosed = async (socket: Socket): Promise<boolean> => {
  socket.resume()
  if (!socket.closed) await Promise.race([once(socket, 'close'), new Promise((done) => setTimeout(done, 50))])
  return socket.closed
}

describe('too many connections', () => {
  test('the longest idle one without a request goes, and the newcomer is served', async () => {
    const slow = [await open(), await open(), await open(), await open()]
    slow[0]?.write('POST /mcp HTTP/1.1\r\nHost: 127')
    await clock.advance(300)
    const honest = await open()
    expect(await ask(honest)).toContain('200 OK')
    expect(await Promise.all(slow.map(isClosed))).toEqual([true, false, false, false])
    expect(guard.open).toBe(4)
  })

  test('one that was kept alive goes too, after those idle for longer', async () => {
    const kept = await open()
    const slow = [await open(), await open(), await open()]
    await clock.advance(100)
    await ask(kept)
    await clock.advance(300)
    for (let n = 0; n < 3; n++) await ask(await open())
    expect(await Promise.all(slow.map(isClosed))).toEqual([true, true, true])
    expect(await isClosed(kept)).toBe(false)
    await clock.advance(300)
    await ask(await open())
    expect(await isClosed(kept)).toBe(true)
  })

  test('one that carries a request stays, and all of them being busy a newcomer is turned away', async () => {
    const busy: Socket[] = []
    for (let n = 0; n < 4; n++) {
      const socket = await open()
      const asked = once(server, 'request')
      socket.write('GET /hold HTTP/1.1\r\nHost: x\r\n\r\n')
      await asked
      busy.push(socket)
    }
    await clock.advance(10_000)
    expect(await isClosed(await open())).toBe(true)
    for (const answer of held.splice(0)) answer()
    expect((await Promise.all(busy.map(isClosed))).every((closed) => !closed)).toBe(true)
  })

  test('a burst of fresh ones is let be: their heads may be on the way', async () => {
    const fresh: Socket[] = []
    for (let n = 0; n < 16; n++) fresh.push(await open())
    expect(guard.open).toBe(16)
    expect(await isClosed(await open())).toBe(true)
    for (const socket of fresh) expect(await ask(socket)).toContain('200 OK')
  })
})
