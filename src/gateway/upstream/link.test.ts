import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import { Link } from './link'
import { createRoutes } from './routes'
import { SessionMemory } from './session-memory'

let directory: string
const servers: Server[] = []
const links: Link[] = []

const endpoint = (name: string): string => join(directory, `${name}.sock`)
const serve = async (name: string, onSocket: (socket: Socket) => void): Promise<void> => {
  const server = createServer(onSocket).listen(endpoint(name))
  servers.push(server)
  await once(server, 'listening')
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'omni-link-'))
})
afterEach(() => {
  for (const link of links.splice(0)) link.close()
  for (const server of servers.splice(0)) server.close()
  rmSync(directory, { recursive: true, force: true })
})

test('moved while it connects, the link is ready only with the pipe to the new instance', async () => {
  const heard: string[] = []
  await serve('old', (socket) => socket.resume())
  const arrived = new Promise<void>((resolve) => {
    void serve('new', (socket) =>
      socket.on('data', (chunk) => {
        heard.push(String(chunk))
        resolve()
      }),
    )
  })
  const routes = createRoutes(() => {})
  const route = routes.of('s')
  const ready: boolean[] = []
  const link = new Link(
    { route, memory: new SessionMemory(), clock: systemClock, reconnectMs: 10 },
    {
      onReady: () => {
        ready.push(true)
        link.send({ line: `hello ${ready.length}`, sent: false })
      },
      onLine: () => {},
      onOverflow: () => false,
      onBroken: () => {},
      onRejected: () => {},
      onRoute: () => {},
      isWanted: () => true,
    },
  )
  links.push(link)
  await once(servers[1] as Server, 'listening')
  routes.set('s', { kind: 'up', endpoint: endpoint('old') })
  routes.set('s', { kind: 'up', endpoint: endpoint('new') })
  await arrived
  expect(heard).toEqual(['hello 1\n'])
})
