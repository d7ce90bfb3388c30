import type { Socket } from 'node:net'
import type { Transport, TransportSendOptions } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { LineSplitter, MAX_LINE_LENGTH } from '@shared/lib/json-lines'
import {
  asJsonRpcMessage,
  errorResponse,
  isJsonRpcId,
  isNotification,
  isPlainObject,
  isRequest,
  isResponse,
  RELATED_REQUEST,
  rpcCode,
  type JsonRpcId,
  type JsonRpcMessage,
} from '@shared/mcp/json-rpc'
import { NO_MESSAGE } from '@shared/mcp/parse-line'
import { decodeUtf8Line } from './utf8-line'

/**
 * MCP over one private connection: each line is one JSON-RPC message. A line that is none is answered with
 * an error and the connection lives on. A peer that does not read is not read from either. What is said during one
 * turn of the event loop leaves in a single write: with many calls at once the system call would be most of a call.
 */
export class PipeTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void

  readonly #socket: Socket
  readonly #running = new Set<JsonRpcId>()
  #outbox = ''
  #drained: Promise<void> | null = null
  #isDraining = false
  #onIdle = (): void => {}

  constructor(socket: Socket) {
    this.#socket = socket
  }

  async start(): Promise<void> {
    const lines = new LineSplitter(
      (line) => this.#receive(line),
      () => this.#refuse(null, rpcCode.invalidRequest, 'The message is longer than 10 MB.'),
    )
    // Latin-1 keeps each byte one character, so that lines are cut before they are decoded: a byte that is
    // no UTF-8 then spoils its own line only.
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk) => lines.push(String(chunk)))
    this.#socket.on('error', (error) => this.onerror?.(error))
    this.#socket.on('close', () => this.#closed())
  }

  /** @throws when the connection is gone */
  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const plain = message as JsonRpcMessage
    await this.#write(encodeLine(plain, options?.relatedRequestId))
    if (isResponse(plain) && plain.id !== null) this.#finished(plain.id)
  }

  /** What was said is written first. */
  async close(): Promise<void> {
    this.#flush()
    this.#socket.destroySoon()
  }

  /** Reads nothing more and resolves when every request it took has been answered. */
  async drain(): Promise<void> {
    this.#isDraining = true
    this.#socket.pause()
    if (this.#running.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve))
  }

  #receive(line: string): void {
    const value = parse(line)
    if (value === undefined)
      return this.#refuse(null, rpcCode.parseError, 'Parse error: the line is not JSON in UTF-8.')
    const message = asJsonRpcMessage(value)
    if (message === null) {
      const id = isPlainObject(value) && isJsonRpcId(value['id']) ? value['id'] : null
      return this.#refuse(id, rpcCode.invalidRequest, NO_MESSAGE)
    }
    if (isRequest(message)) this.#running.add(message.id)
    // It gets no answer any more.
    if (isNotification(message) && message.method === 'notifications/cancelled')
      this.#finished(message.params?.['requestId'] as JsonRpcId)
    this.onmessage?.(message as JSONRPCMessage)
  }

  #refuse(id: JsonRpcId | null, code: number, text: string): void {
    this.#write(JSON.stringify(errorResponse(id, code, text)) + '\n').catch((error: Error) =>
      this.onerror?.(error),
    )
  }

  async #write(line: string): Promise<void> {
    if (!this.#socket.writable) throw new Error('The connection is closed.')
    if (this.#outbox === '') setImmediate(() => this.#flush())
    this.#outbox += line
    // Only a peer that does not read is waited for.
    if (this.#outbox.length >= this.#socket.writableHighWaterMark) this.#flush()
    await this.#drained
  }

  #flush(): void {
    const text = this.#outbox
    this.#outbox = ''
    if (text === '' || !this.#socket.writable) return
    if (!this.#socket.write(text, 'utf8')) this.#holdUntilDrained()
  }

  #holdUntilDrained(): void {
    this.#drained ??= new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done)
        this.#drained = null
        if (!this.#isDraining) this.#socket.resume()
        resolve()
      }
      this.#socket.pause()
      this.#socket.on('drain', done).on('close', done)
    })
  }

  #finished(id: JsonRpcId): void {
    this.#running.delete(id)
    if (this.#running.size === 0) this.#onIdle()
  }

  #closed(): void {
    this.#running.clear()
    this.#onIdle()
    this.onclose?.()
  }
}

/** An answer that no reader would take (10 MB a line) becomes an error that says so. */
function encodeLine(message: JsonRpcMessage, relatedRequestId: JsonRpcId | undefined): string {
  const related =
    relatedRequestId === undefined ? message : { ...message, [RELATED_REQUEST]: relatedRequestId }
  const line = JSON.stringify(related) + '\n'
  if (line.length <= MAX_LINE_LENGTH) return line
  if (!isResponse(message)) throw new Error('A message longer than 10 MB cannot be sent.')
  const megabytes = (line.length / 1024 / 1024).toFixed(1)
  const text = `The result has ${megabytes} MB; at most 10 MB can be sent. Ask for a smaller part.`
  return JSON.stringify(errorResponse(message.id, rpcCode.internalError, text)) + '\n'
}

function parse(line: string): unknown {
  try {
    return JSON.parse(decodeUtf8Line(line))
  } catch {
    return undefined
  }
}
