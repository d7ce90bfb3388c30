import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sleep, systemClock } from '@shared/lib/clock'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'

export interface SessionServer {
  url: string
  /** Sessions open now. */
  sessions(): number
  /** Loses all sessions, as a restart would. */
  forget(): void
  /** Connections open now. */
  connections(): Promise<number>
  close(): void
}

/** A server of SDK 1.x: streamable HTTP with sessions, with tools that ask back and report progress. */
export async function startSessionServer(): Promise<SessionServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const open = async (): Promise<StreamableHTTPServerTransport> => {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    await createToolServer().connect(transport)
    return transport
  }
  const http = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const id = request.headers['mcp-session-id']
      const known = typeof id === 'string' ? sessions.get(id) : await open()
      if (known) await known.handleRequest(request, response)
      else response.writeHead(404).end()
    }
    serve().catch(() => response.destroy())
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    sessions: () => sessions.size,
    forget: () => sessions.clear(),
    connections: () =>
      new Promise((resolve, reject) =>
        http.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () => {
      http.closeAllConnections()
      http.close()
    },
  }
}

function createToolServer(): McpServer {
  const server = new McpServer({ name: 'sessions', version: '1.0' }, { capabilities: { logging: {} } })
  server.registerTool('ask', {}, async () => {
    const answer = await server.server.elicitInput({
      message: 'Who are you?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
    })
    return { content: [{ type: 'text', text: `Hello ${String(answer.content?.['name'])}` }] }
  })
  server.registerTool('count', {}, async (extra) => {
    const progressToken = extra._meta?.progressToken ?? 0
    for (const progress of [1, 2, 3])
      await extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress } })
    // SDK 1.x drops progress that arrives together with the answer.
    await sleep(systemClock, 20)
    return { content: [] }
  })
  return server
}
