import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface Received {
  id?: unknown
  method?: string
  params?: Record<string, unknown>
}

/** `default`: answered as a plain server of the sessions' era would. `held`: the script has dealt with it. */
type Script = (
  request: Received,
  response: ServerResponse,
  http: IncomingMessage,
) => 'default' | 'held' | undefined

/** An HTTP server that behaves as a test needs it, and remembers what it was asked. */
export class ScriptedServer {
  readonly requests: { http: IncomingMessage; body: Received }[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(script: Script, port = 0): Promise<ScriptedServer> {
    const server = createServer((http, response) => void scripted.#serve(http, response, script))
    const scripted = new ScriptedServer(server)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return scripted
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/mcp`
  }

  count(method: string): number {
    return this.requests.filter(({ body }) => body.method === method).length
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #serve(http: IncomingMessage, response: ServerResponse, script: Script): Promise<void> {
    const sent = await text(http)
    const body = (sent === '' ? {} : JSON.parse(sent)) as Received
    this.requests.push({ http, body })
    if (script(body, response, http) === 'default') answerPlainly(http, body, response)
  }
}

function answerPlainly(http: IncomingMessage, { id, method }: Received, response: ServerResponse): void {
  if (http.method === 'GET') return void response.writeHead(405).end()
  if (http.method === 'DELETE' || id === undefined) return void response.writeHead(202).end()
  if (method === 'server/discover') return void response.writeHead(400).end()
  const result =
    method === 'initialize'
      ? { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
      : {}
  response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'session-1' })
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
}
