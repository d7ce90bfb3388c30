import { createServer } from 'node:net'
import { LOOPBACK_ADDRESSES } from '@shared/domain/ports'
import { OmniMindError } from '@shared/errors'

/** Why an address could not be bound at all: then nobody else can hold it either. */
const NO_SUCH_FAMILY = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/** True when both loopback families of a port can be bound now. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of LOOPBACK_ADDRESSES) if (!(await canBind(port, host))) return false
  return true
}

/**
 * The first port from `from` to `to` (inclusive) that is free on both loopback families.
 * @throws OmniMindError PORT_HELD when there is none
 */
export async function findFreePort(from: number, to = Math.min(from + 999, 65_535)): Promise<number> {
  for (let port = from; port <= to; port++) if (await isPortFree(port)) return port
  throw new OmniMindError('PORT_HELD', `No port between ${from} and ${to} is free.`, {
    nextStep: 'Close a program that holds one of them, or choose another range.',
  })
}

function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(NO_SUCH_FAMILY.has(error.code ?? '')))
    server.listen({ port, host, ipv6Only: true, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
