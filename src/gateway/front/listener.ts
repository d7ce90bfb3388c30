import type { RequestListener, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { LOOPBACK_ADDRESSES } from '@shared/domain/ports'
import { systemClock } from '@shared/lib/clock'
import { ConnectionGuard } from '../guards/connections'
import type { GatewayOptions } from '../options'
import { answerBrokenRequest } from './broken-request'

/**
 * Not imported: an import of `node:http` reads all its exports, and one of them (`WebSocket`) loads Node's own fetch
 * with everything it needs, 6 MB that this process never uses.
 */
const { createServer } = process.getBuiltinModule('node:http')

/** A public port held on every loopback family this machine has. */
export interface Listener {
  readonly port: number
  /** Lets go of the port and of every connection on it. */
  close(): void
}

export type ListenResult =
  | { kind: 'bound'; listener: Listener }
  | { kind: 'failed'; address: string; code: string }

export interface ListenerDeps {
  options: GatewayOptions
  /** Given the bound port, returns what answers its requests. */
  answer(port: number): RequestListener
  onConnection: (socket: Socket) => void
}

/** The machine has no such address family at all; then nobody else can hold the port there either. */
const NO_SUCH_FAMILY = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/**
 * Binds a port on 127.0.0.1 and ::1, or on neither. One attempt: a port that is in use is somebody's, and
 * trying again would not change that.
 * @param port 0 takes any free port (for tests)
 */
export async function listen(port: number, deps: ListenerDeps): Promise<ListenResult> {
  const servers: Server[] = []
  let boundPort = port
  for (const address of LOOPBACK_ADDRESSES) {
    const server = createServer(serverOptions(deps.options))
    const code = await bind(server, boundPort, address)
    if (code === null) {
      servers.push(server)
      boundPort = (server.address() as AddressInfo).port
    } else if (address === '127.0.0.1' || !NO_SUCH_FAMILY.has(code)) {
      closeAll(servers)
      return { kind: 'failed', address, code }
    }
  }
  const answer = deps.answer(boundPort)
  for (const server of servers) serve(server, answer, deps)
  return { kind: 'bound', listener: { port: boundPort, close: () => closeAll(servers) } }
}

function serverOptions(options: GatewayOptions): Parameters<typeof createServer>[0] {
  return {
    headersTimeout: options.headersTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    connectionsCheckingInterval: options.connectionsCheckMs,
    keepAliveTimeout: options.keepAliveMs,
    // Our own guard counts the Host headers and says what is wrong.
    requireHostHeader: false,
  }
}

/** @returns null when bound, else the system's error code */
function bind(server: Server, port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message)
    server.once('error', onError)
    server.listen({ port, host, ipv6Only: true, exclusive: true }, () => {
      server.off('error', onError)
      resolve(null)
    })
  })
}

function serve(server: Server, answer: RequestListener, deps: ListenerDeps): void {
  new ConnectionGuard(systemClock, deps.options).watch(server)
  server.on('connection', deps.onConnection)
  server.on('clientError', answerBrokenRequest)
  server.on('checkContinue', answer)
  server.on('request', answer)
}

function closeAll(servers: Server[]): void {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
}
