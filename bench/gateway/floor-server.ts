// The floor every figure is compared with: a bare echo server on SDK 1.32.2 over streamable HTTP, as its
// documentation shows it (sessions, answers as an event stream). Prints its port.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { echoServer } from './echo.ts'

const sessions = new Map<string, StreamableHTTPServerTransport>()

async function open(): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (id) => void sessions.set(id, transport),
  })
  const server: McpServer = echoServer()
  await server.connect(transport)
  return transport
}

const http = createServer((request, response) => {
  const id = request.headers['mcp-session-id']
  const session = typeof id === 'string' ? sessions.get(id) : undefined
  void (session ? Promise.resolve(session) : open()).then((transport) =>
    transport.handleRequest(request, response),
  )
})
http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port))
