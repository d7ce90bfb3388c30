import { connect, type Socket } from 'node:net'

/** One keep-alive HTTP connection that posts a message and waits for its JSON answer; as lean as a client can be. */
export class KeepAliveClient {
  readonly #socket: Socket
  readonly #head: string
  #buffered = ''
  #resolve: ((answer: { head: string; body: string }) => void) | null = null

  constructor(port: number, path: string, headers: Record<string, string>) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#receive(chunk))
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}`
  }

  /** One request at a time. */
  post(message: object): Promise<{ head: string; body: string }> {
    const body = JSON.stringify(message)
    this.#socket.write(`${this.#head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    return new Promise((resolve) => (this.#resolve = resolve))
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(chunk: string): void {
    this.#buffered += chunk
    const end = this.#buffered.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#buffered.slice(0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (this.#buffered.length < end + 4 + length) return
    const body = this.#buffered.slice(end + 4, end + 4 + length)
    this.#buffered = this.#buffered.slice(end + 4 + length)
    this.#resolve?.({ head, body })
  }
}
