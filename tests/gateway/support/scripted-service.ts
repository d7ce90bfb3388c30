import { createServer, type Socket } from 'node:net'
import { newEndpoint } from './running-gateway'

/** A service whose every line the test decides. */
export class ScriptedService {
  readonly heard: Record<string, unknown>[] = []
  readonly #endpoint = newEndpoint()
  readonly #server = createServer((socket) => this.#serve(socket))
  #socket: Socket | null = null

  readonly #hello: object

  /** @param hello what it answers to the handshake */
  constructor(hello: object = { ok: true }) {
    this.#hello = hello
    this.#server.listen(this.#endpoint.endpoint)
  }
  get endpoint(): string {
    return this.#endpoint.endpoint
  }
  get socket(): Socket | null {
    return this.#socket
  }
  say(message: object | string): void {
    this.#socket?.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`)
  }
  async hears(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.heard.find(fits)
      if (found) return found
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  close(): void {
    this.#socket?.destroy()
    this.#server.close()
    this.#endpoint.remove()
  }

  #serve(socket: Socket): void {
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    let rest = ''
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#hear(JSON.parse(line) as Record<string, unknown>)
    })
  }
  #hear(message: Record<string, unknown>): void {
    this.heard.push(message)
    if (message['method'] === 'initialize')
      this.say({ result: this.#hello, jsonrpc: '2.0', id: message['id'] })
  }
}
