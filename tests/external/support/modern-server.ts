import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { acceptedContent, createMcpHandler, inputRequired, Server } from '@modelcontextprotocol/server'
import { z } from 'zod'

export interface ModernServer {
  url: string
  /** Tells subscribers that the list of tools has changed. */
  changeTools(): void
  /** Connections open now. */
  connections(): Promise<number>
  close(): void
}

const Name = z.object({ name: z.string() })

/** A server of the official packages 2.x: 2026-07-28 alone, or with the older revisions, without sessions. */
export async function startModernServer(kind: 'modern' | 'dual'): Promise<ModernServer> {
  const handler = createMcpHandler(() => createToolServer(), {
    legacy: kind === 'modern' ? 'reject' : 'stateless',
  })
  const serve = toNodeHandler(handler)
  const http = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    changeTools: () => handler.notify.toolsChanged(),
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

function createToolServer(): Server {
  const server = new Server(
    { name: 'modern', version: '1.0' },
    { capabilities: { tools: { listChanged: true } } },
  )
  const region = { type: 'string', 'x-mcp-header': 'Region' } as const
  server.setRequestHandler('tools/list', () => ({
    tools: [
      { name: 'ask', inputSchema: { type: 'object' } },
      { name: 'headed', inputSchema: { type: 'object', properties: { region } } },
    ],
  }))
  server.setRequestHandler('tools/call', ({ params }, context) => {
    if (params.name === 'headed') {
      const value = z.string().parse(params.arguments?.['region'])
      return { content: [{ type: 'text', text: value }] }
    }
    const answer = acceptedContent(context.mcpReq.inputResponses, 'who', Name)
    if (answer) return { content: [{ type: 'text', text: `Hello ${answer.name}` }] }
    return inputRequired({
      inputRequests: {
        who: inputRequired.elicit({
          message: 'Who are you?',
          requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
        }),
      },
    })
  })
  return server
}
