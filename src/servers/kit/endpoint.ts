import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { sleep, type Clock } from '@shared/lib/clock'
import { PipeTransport } from './pipe-transport'

/** The private address of a service; every connection to it is one MCP session. */
export interface Endpoint {
  readonly connections: number
  /** Takes no more connections and requests, waits up to `graceMs` for the running ones, then closes all. */
  close(graceMs: number): Promise<void>
}

export interface EndpointDeps {
  clock: Clock
  /** Serves one session over the transport; called once per connection. */
  serve: (transport: PipeTransport) => Promise<void>
  onError: (error: unknown) => void
}

/**
 * Listens on a Unix socket path (then readable by the owner only) or a Windows pipe name.
 * @throws the system's error when the address cannot be had
 */
export async function openEndpoint(address: string, deps: EndpointDeps): Promise<Endpoint> {
  const open = new Map<PipeTransport, Socket>()
  const server = createServer((socket) => {
    const transport = new PipeTransport(socket)
    open.set(transport, socket)
    socket.on('close', () => open.delete(transport))
    deps.serve(transport).catch((error: unknown) => {
      deps.onError(error)
      socket.destroy()
    })
  })
  await listen(server, address)
  server.on('error', deps.onError)
  return {
    get connections() {
      return open.size
    },
    async close(graceMs) {
      server.close()
      const drained = Promise.all([...open.keys()].map((transport) => transport.drain()))
      await Promise.race([drained, sleep(deps.clock, graceMs)])
      await Promise.all([...open].map(([transport, socket]) => hangUp(transport, socket)))
    },
  }
}

async function listen(server: Server, address: string): Promise<void> {
  server.listen(address)
  await once(server, 'listening')
  if (process.platform !== 'win32') chmodSync(address, 0o600)
}

/** Flushes what is written, then closes; a peer that does not read is cut off after 200 ms. */
async function hangUp(transport: PipeTransport, socket: Socket): Promise<void> {
  if (socket.destroyed) return
  const cut = setTimeout(() => socket.destroy(), 200)
  const closed = once(socket, 'close').catch(() => {})
  await transport.close()
  await closed
  clearTimeout(cut)
}
