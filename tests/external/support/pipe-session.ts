import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { LineSplitter } from '@shared/lib/json-lines'
import type { JsonRpcError } from '@shared/mcp/json-rpc'

/** Any line of a tenant, as the gateway reads it. */
export interface PipeMessage {
  jsonrpc: '2.0'
  id?: string | number | null
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: JsonRpcError
  relatedRequestId?: string | number
}

/** The gateway's end of a tenant's pipe: raw lines, nothing hidden. */
export class PipeSession {
  readonly socket: Socket
  readonly received: PipeMessage[] = []
  closed = false
  /** Answers what the server asks; by default not at all. */
  onRequest: (message: PipeMessage) => Record<string, unknown> | null = () => null
  readonly #waiters = new Set<() => void>()
  #lastId = 0

  private constructor(socket: Socket) {
    this.socket = socket
    const lines = new LineSplitter(
      (line) => this.#receive(JSON.parse(line) as PipeMessage),
      () => {
        throw new Error('A line over 10 MB arrived.')
      },
    )
    socket.setEncoding('utf8').on('data', (chunk) => lines.push(String(chunk)))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.#wake()
    })
  }

  static async connect(endpoint: string): Promise<PipeSession> {
    const socket = connect(endpoint)
    await once(socket, 'connect')
    return new PipeSession(socket)
  }

  send(message: Omit<PipeMessage, 'jsonrpc'>): void {
    this.socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  notify(method: string, params: Record<string, unknown> = {}): void {
    this.send({ method, params })
  }

  /** @param id chosen by the caller, or counted up */
  async request(
    method: string,
    params: Record<string, unknown> = {},
    id: string | number = ++this.#lastId,
  ): Promise<PipeMessage> {
    this.send({ id, method, params })
    return await this.find((message) => message.method === undefined && message.id === id)
  }

  async call(name: string, args: Record<string, unknown> = {}, _meta?: Record<string, unknown>) {
    return await this.request('tools/call', { name, arguments: args, ...(_meta ? { _meta } : {}) })
  }

  async initialize(capabilities: Record<string, unknown> = {}, protocolVersion = '2025-11-25') {
    const answer = await this.request('initialize', {
      protocolVersion,
      capabilities,
      clientInfo: { name: 'test', version: '1' },
    })
    this.notify('notifications/initialized')
    return answer
  }

  /** The first message that fits, past or to come. */
  async find(fits: (message: PipeMessage) => boolean): Promise<PipeMessage> {
    for (;;) {
      const found = this.received.find(fits)
      if (found) return found
      if (this.closed) throw new Error('The connection closed without the message.')
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
    }
  }

  async end(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiters.add(resolve))
  }

  close(): void {
    this.socket.destroy()
  }

  /** All notifications of a method. */
  all(method: string): PipeMessage[] {
    return this.received.filter((message) => message.method === method)
  }

  #receive(message: PipeMessage): void {
    this.received.push(message)
    if (message.method !== undefined && message.id !== undefined) {
      const result = this.onRequest(message)
      if (result) this.send({ id: message.id, result })
    }
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiters) wake()
    this.#waiters.clear()
  }
}

/** The text of a tool's answer. */
export function textOf(message: PipeMessage): string {
  const content = message.result?.['content'] as { text?: string }[] | undefined
  return (
    content?.map(({ text }) => text ?? '').join('') ??
    `error ${message.error?.code}: ${message.error?.message}`
  )
}
