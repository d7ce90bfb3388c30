import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Passes HTTP through and adds the bearer token, which the conformance suite has no option for. */
export interface AuthorizingRelay {
  port: number
  close(): void
}

/**
 * Everything else stays as it came, wrong Host and Origin headers included: those the gateway must refuse itself. Only
 * where they name the relay's own port they name the gateway's behind it.
 */
export async function startAuthorizingRelay(gatewayPort: number, token: string): Promise<AuthorizingRelay> {
  const server = createServer((request, response) => relay(request, response))
  const relay = (request: IncomingMessage, response: ServerResponse): void => {
    const renamed = (value: string): string => value.replace(`:${port}`, `:${gatewayPort}`)
    const headers = request.rawHeaders.map((text, index) => {
      const name = request.rawHeaders[index - 1]?.toLowerCase()
      return index % 2 === 1 && (name === 'host' || name === 'origin') ? renamed(text) : text
    })
    const outward = httpRequest(
      {
        host: '127.0.0.1',
        port: gatewayPort,
        method: request.method,
        path: request.url,
        headers: [...headers, 'Authorization', `Bearer ${token}`],
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
        response.flushHeaders()
        answer.pipe(response)
      },
    )
    outward.on('error', () => response.destroy())
    response.on('close', () => outward.destroy())
    request.pipe(outward)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
