import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { newEndpoint } from './running-gateway'

type Json = Record<string, unknown>
/** An answer, or null to stay silent. */
type Answer = { result: unknown } | { error: { code: number; message: string } } | null

/** A service on a private pipe whose lists a test changes while it runs. Speaks sessions unless told otherwise. */
export class ListingService {
  readonly endpoint: string
  /** Methods it was asked, of all connections, in order. */
  readonly asked: string[] = []
  /** Answers to what it asked itself. */
  readonly replies: Json[] = []
  /** What it answers instead of what it would, by method. */
  readonly answers = new Map<string, (params: Json) => Answer>()
  tools: Json[] = []
  capabilities: Json = { tools: { listChanged: true } }
  readonly #remove: () => void
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(tools: Json[] = []) {
    this.tools = tools
    const { endpoint, remove } = newEndpoint()
    this.endpoint = endpoint
    this.#remove = remove
    this.#server = createServer((socket) => this.#serve(socket)).listen(endpoint)
  }

  get connections(): number {
    return this.#sockets.size
  }

  /** Says it on every connection. */
  say(message: Json): void {
    for (const socket of this.#sockets) socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }
  write(text: string): void {
    for (const socket of this.#sockets) socket.write(text)
  }
  toolsChanged(tools: Json[]): void {
    this.tools = tools
    this.say({ method: 'notifications/tools/list_changed' })
  }
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
  close(): void {
    this.dropConnections()
    this.#server.close()
    this.#remove()
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    createInterface(socket).on('line', (line) => this.#hear(socket, JSON.parse(line) as Json))
  }

  #hear(socket: Socket, message: Json): void {
    const { id, method, params } = message
    if (method === undefined) this.replies.push(message)
    if (typeof method !== 'string' || id === undefined) return
    this.asked.push(method)
    const answer = (this.answers.get(method) ?? ((given: Json) => this.#usual(method, given)))(
      (params ?? {}) as Json,
    )
    if (answer) socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`)
  }

  #usual(method: string, params: Json): Answer {
    if (method === 'initialize')
      return {
        result: {
          protocolVersion: '2025-11-25',
          capabilities: this.capabilities,
          serverInfo: { name: 'listing', version: '1' },
          instructions: 'Be brief.',
        },
      }
    if (method === 'tools/list') return { result: { tools: this.tools } }
    if (method === 'tools/call')
      return { result: { content: [{ type: 'text', text: `${String(params['name'])} was called` }] } }
    return { error: { code: -32601, message: 'Method not found' } }
  }
}
