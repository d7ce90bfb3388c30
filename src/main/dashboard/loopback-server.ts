import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PortHolder } from '@shared/domain/service'
import { LOOPBACK_ADDRESSES } from '@shared/domain/ports'
import { errorText, OmniMindError } from '@shared/errors'
import { SECOND } from '@shared/lib/clock'
import type { Refusal } from './guard'
import { ownHosts, refusal } from './guard'
import { refuse } from './respond'

export interface LoopbackOptions {
  /** What the port is for, in error texts: `dashboard`. */
  title: string
  port: number
  onRequest: RequestListener
  /** Paths to which other sites may send a browser; none when absent. */
  isOpen?: (path: string) => boolean
  /** Absent: upgrades are refused. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Who holds the port when it is taken; null when that cannot be told. */
  holderOf: (port: number) => Promise<PortHolder | null>
}

export interface LoopbackServer {
  close(): Promise<void>
}

/** More connections than any honest use needs; the rest are dropped at once. */
const MAX_CONNECTIONS = 256

/**
 * Listens on one port of both loopback families, behind the guards that every request meets.
 * @throws OmniMindError PORT_HELD that names the holder, at the first try; it is never repeated
 */
export async function listenOnLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const servers: Server[] = []
  const close = async (): Promise<void> => void (await Promise.all(servers.map(closeServer)))
  for (const address of LOOPBACK_ADDRESSES) {
    const server = guardedServer(options)
    try {
      await listen(server, options.port, address)
      servers.push(server)
    } catch (error) {
      if (isMissingFamily(error)) continue
      await close()
      throw await explain(error, options)
    }
  }
  return { close }
}

function guardedServer({ port, onRequest, onUpgrade, isOpen }: LoopbackOptions): Server {
  const hosts = ownHosts(port)
  const limits = {
    headersTimeout: 5 * SECOND,
    requestTimeout: 30 * SECOND,
    keepAliveTimeout: 5 * SECOND,
    connectionsCheckingInterval: SECOND,
    maxHeaderSize: 16 * 1024,
  }
  const server = createServer(limits, (request, response) => {
    const refused = refusal(request, hosts, isOpen)
    if (refused) refuse(response, refused.status, refused.message)
    else onRequest(request, response)
  })
  server.maxConnections = MAX_CONNECTIONS
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const refused = refusal(request, hosts) ?? (onUpgrade ? null : noUpgrades)
    if (refused) refuseUpgrade(socket, refused.status, refused.message)
    else onUpgrade?.(request, socket, head)
  })
  return server
}

const noUpgrades: Refusal = { status: 400, message: 'There is nothing to upgrade to here.' }

/** Answers an upgrade request in plain HTTP and hangs up. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = `${JSON.stringify({ error: message })}\n`
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: address, exclusive: true, ipv6Only: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** A machine without IPv6 (or without IPv4) has the other one only. */
function isMissingFamily(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

async function explain(error: unknown, { title, port, holderOf }: LoopbackOptions): Promise<Error> {
  if (codeOf(error) !== 'EADDRINUSE')
    return new OmniMindError('INTERNAL', `The ${title} cannot listen on port ${port}: ${errorText(error)}`, {
      cause: error,
    })
  const holder = await tellHolder(holderOf, port)
  const program = holder?.command ?? 'another program'
  const who = typeof holder?.pid === 'number' ? `${program} (pid ${holder.pid})` : program
  return new OmniMindError('PORT_HELD', `Port ${port}, needed for the ${title}, is held by ${who}.`, {
    nextStep: 'Stop that program, or start OmniMind with OMNIMIND_PORT_OFFSET=100 to use other ports.',
    cause: error,
  })
}

/** Not being able to look must not hide that the port is held. */
async function tellHolder(holderOf: LoopbackOptions['holderOf'], port: number): Promise<PortHolder | null> {
  try {
    return await holderOf(port)
  } catch {
    return null
  }
}
