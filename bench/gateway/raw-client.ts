import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  /** The JSON text of the answer, taken out of an event stream where it came as one. */
  body: string
}

/**
 * One keep-alive HTTP connection that posts a message and waits for the whole answer: as lean as a client can be, so
 * that what is measured is the server. Reads bodies with a length and chunked ones.
 */
export class RawClient {
  readonly #socket: Socket
  readonly #head: string
  #buffered = ''
  #settle: { resolve: (answer: RawAnswer) => void; reject: (error: Error) => void } | null = null

  constructor(port: number, path: string, headers: Record<string, string>) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#received(chunk))
    this.#socket.on('error', (error) => this.#failed(error))
    this.#socket.on('close', () => this.#failed(new Error('the connection was closed')))
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}`
  }

  /** One request at a time. @throws when the connection ends first */
  post(body: string): Promise<RawAnswer> {
    if (this.isClosed) return Promise.reject(new Error('the connection was closed before'))
    this.#socket.write(`${this.#head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
  }

  /** The server closes connections that are silent for long. */
  get isClosed(): boolean {
    return this.#socket.destroyed
  }

  close(): void {
    this.#settle = null
    this.#socket.destroy()
  }

  #received(chunk: string): void {
    this.#buffered += chunk
    const end = this.#buffered.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#buffered.slice(0, end)
    const rest = this.#buffered.slice(end + 4)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    const body = length === undefined ? wholeOfChunks(rest, head) : wholeOfLength(rest, Number(length))
    if (body === null) return
    this.#buffered = ''
    this.#settle?.resolve({
      status: Number(head.slice(9, 12)),
      headers: parseHeaders(head),
      body: unwrapped(body),
    })
  }

  #failed(error: Error): void {
    this.#settle?.reject(error)
    this.#settle = null
  }
}

function wholeOfLength(text: string, length: number): string | null {
  return text.length >= length ? text.slice(0, length) : null
}

function wholeOfChunks(text: string, head: string): string | null {
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return ''
  if (!text.endsWith('0\r\n\r\n')) return null
  let body = ''
  for (let at = 0; at < text.length;) {
    const line = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, line), 16)
    if (size === 0) break
    body += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
  return body
}

/** The last event with data is the answer. */
function unwrapped(body: string): string {
  if (
    !body.startsWith('event:') &&
    !body.startsWith('data:') &&
    !body.startsWith('id:') &&
    !body.startsWith(':')
  )
    return body
  return /\ndata: ?(\{[^\n]*)\n*$/.exec(`\n${body}`)?.[1] ?? ''
}

function parseHeaders(head: string): Record<string, string> {
  const pairs = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(/: ?/, 2) as [string, string])
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]))
}
