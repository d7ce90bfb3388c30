import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { Connection, type ConnectionEvents } from './connection'

export interface PipeListenerDeps {
  /** A session begins; what is returned hears of it. */
  onConnection(connection: Connection): ConnectionEvents
  onError(error: unknown): void
}

/** The private address of one tenant; every connection to it is one MCP session. */
export class PipeListener {
  readonly #server: Server
  readonly #open: Set<Connection>

  private constructor(server: Server, open: Set<Connection>) {
    this.#server = server
    this.#open = open
  }

  /**
   * Listens on a Unix socket path (then of use to its owner only) or a Windows pipe name.
   * @throws the system's error when the address cannot be had
   */
  static async open(address: string, deps: PipeListenerDeps): Promise<PipeListener> {
    const open = new Set<Connection>()
    let lastId = 0
    const server = createServer((socket) => {
      const connection = new Connection(++lastId, socket)
      open.add(connection)
      socket.on('close', () => open.delete(connection))
      connection.open(deps.onConnection(connection))
    })
    server.listen(address)
    await once(server, 'listening')
    if (process.platform !== 'win32') chmodSync(address, 0o600)
    server.on('error', (error) => deps.onError(error))
    return new PipeListener(server, open)
  }

  get connections(): number {
    return this.#open.size
  }

  /** Takes no more connections, writes what waits (for 200 ms at most) and ends them all; removes the address. */
  close(): void {
    this.#server.close()
    for (const connection of this.#open) connection.close()
  }
}
