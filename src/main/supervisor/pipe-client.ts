import { StringDecoder } from 'node:string_decoder'
import type { Duplex } from 'node:stream'
import { LineSplitter } from '@shared/lib/json-lines'
import { asJsonRpcMessage, isResponse, type JsonRpcResponse } from '@shared/mcp/json-rpc'

interface Pending {
  resolve: (result: unknown) => void
  reject: (error: Error) => void
}

/** Probe answers are small; a service that sends more on one line is not speaking MCP. */
const MAX_ANSWER_LENGTH = 10 * 1024 * 1024

/**
 * The least of an MCP client: newline-delimited JSON-RPC requests over one private connection.
 * Whatever ends the connection rejects everything that waits.
 */
export class PipeClient {
  readonly #socket: Duplex
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #failure: Error | null = null

  constructor(socket: Duplex, signal: AbortSignal) {
    this.#socket = socket
    const decoder = new StringDecoder('utf8')
    const lines = new LineSplitter(
      (line) => this.#receive(line),
      () => this.#fail(new Error('sent a line over 10 MB')),
      MAX_ANSWER_LENGTH,
    )
    socket.on('data', (chunk: Buffer) => lines.push(decoder.write(chunk)))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('closed the connection')))
    const abort = (): void =>
      this.#fail(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  }

  /** @throws Error saying why there is no result: the service's own error text, or how the connection ended */
  request(method: string, params: Record<string, unknown>): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure)
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#send({ jsonrpc: '2.0', id, method, params })
    })
  }

  notify(method: string): void {
    this.#send({ jsonrpc: '2.0', method })
  }

  close(): void {
    this.#fail(new Error('closed'))
  }

  #send(message: object): void {
    if (!this.#failure) this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  #receive(line: string): void {
    const message = asJsonRpcMessage(parse(line))
    if (!message) return this.#fail(new Error('sent something that is not JSON-RPC'))
    if (isResponse(message)) this.#answer(message)
  }

  #answer({ id, result, error }: JsonRpcResponse): void {
    const pending = typeof id === 'number' ? this.#pending.get(id) : undefined
    if (!pending) return
    this.#pending.delete(id as number)
    if (error) pending.reject(new ErrorAnswer(error.code, error.message))
    else pending.resolve(result)
  }

  #fail(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
    this.#socket.destroy()
  }
}

/** The service answered, with an error of JSON-RPC. */
export class ErrorAnswer extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(`error ${code}: ${message}`)
    this.code = code
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
