import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface RefusingServer {
  url: string
  /** Calls that reached it. */
  readonly calls: number
  close(): void
}

interface Request {
  id?: number
  method: string
  params?: { protocolVersion?: string }
}

/** A server over streamable HTTP that greets, lists a tool `work`, and answers 503 to each call of it. */
export async function startRefusing(): Promise<RefusingServer> {
  let calls = 0
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return void response.writeHead(405).end()
    const { id, method, params } = JSON.parse(await text(request)) as Request
    if (id === undefined) return void response.writeHead(202).end()
    if (method === 'tools/call') {
      calls++
      return void response.writeHead(503).end()
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answerTo(method, params?.protocolVersion) }))
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    get calls() {
      return calls
    },
    close: () => server.close(),
  }
}

function answerTo(method: string, protocolVersion?: string): object {
  const serverInfo = { name: 'refusing', version: '1.0.0' }
  const tools = [{ name: 'work', description: 'Works.', inputSchema: { type: 'object' } }]
  if (method === 'initialize') return { result: { protocolVersion, capabilities: { tools: {} }, serverInfo } }
  if (method === 'tools/list') return { result: { tools } }
  if (method === 'ping') return { result: {} }
  return { error: { code: -32601, message: 'Method not found' } }
}
