import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { LineSplitter } from '@shared/lib/json-lines'
import { RELATED_REQUEST } from '@shared/mcp/json-rpc'

/** The client's end of a service's private endpoint, for tests: what the gateway is in the application. */
export class PipeClientTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  /** The request each received message belonged to, in order of arrival; undefined: to none. */
  readonly related: { method: string | undefined; to: unknown }[] = []
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  static async connect(endpoint: string): Promise<PipeClientTransport> {
    const socket = connect(endpoint)
    await once(socket, 'connect')
    return new PipeClientTransport(socket)
  }

  async start(): Promise<void> {
    const decoder = new StringDecoder('utf8')
    const lines = new LineSplitter(
      (line) => this.#receive(line),
      () => this.onerror?.(new Error('A line over 10 MB arrived.')),
    )
    this.#socket.on('data', (chunk: Buffer) => lines.push(decoder.write(chunk)))
    this.#socket.on('error', (error) => this.onerror?.(error))
    this.#socket.on('close', () => this.onclose?.())
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.sendRaw(JSON.stringify(message) + '\n')
  }

  sendRaw(bytes: string | Buffer): void {
    this.#socket.write(bytes)
  }

  async close(): Promise<void> {
    this.#socket.destroy()
  }

  #receive(line: string): void {
    const { [RELATED_REQUEST]: to, ...message } = JSON.parse(line) as Record<string, unknown>
    this.related.push({ method: message['method'] as string | undefined, to })
    this.onmessage?.(message as JSONRPCMessage)
  }
}
