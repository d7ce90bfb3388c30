import type { Socket } from 'node:net'
import { LineSplitter } from '@shared/lib/json-lines'

export interface ConnectionEvents {
  /** One line, without its end; at most 10 MB. */
  onLine(line: string): void
  /** A line was longer than that and is lost. The connection stays open. */
  onOverflow(): void
  /** More than 4 MB wait to be read. Nothing more should be sent until `onDrain`; at 32 MB the peer is cut off. */
  onFull?(): void
  /** The peer has read everything it was sent. */
  onDrain?(): void
  /** Once, after the last line; not after `close`. */
  onClosed(): void
}

const FULL = 4 * 1024 * 1024
const CUT_OFF = 32 * 1024 * 1024

/**
 * One connection of the gateway to a tenant: one MCP session, one JSON-RPC message per line. Lines written in
 * one turn of the event loop leave in a single write. A peer that does not read is not read from either.
 */
export class Connection {
  readonly id: number
  readonly #socket: Socket
  #events: ConnectionEvents | null = null
  #outbox = ''
  #isFull = false
  #flushPlanned = false
  #closed = false

  constructor(id: number, socket: Socket) {
    this.id = id
    this.#socket = socket
  }

  /** Begins to read. Called once, by the listener. */
  open(events: ConnectionEvents): void {
    this.#events = events
    const lines = new LineSplitter(
      (line) => {
        if (!this.#closed) events.onLine(line)
      },
      () => {
        if (!this.#closed) events.onOverflow()
      },
    )
    const socket = this.#socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => lines.push(chunk))
    socket.on('drain', () => {
      if (this.#closed) return
      this.#isFull = false
      socket.resume()
      events.onDrain?.()
    })
    // The reason does not matter: whatever ends a connection is followed by `close`.
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.#closed) return
      this.#closed = true
      events.onClosed()
    })
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** What the peer has not read yet; bytes, nearly. */
  get waitingBytes(): number {
    return this.#socket.writableLength + this.#outbox.length
  }

  /** Writes one line, soon. Without effect on a closed connection. */
  send(line: string): void {
    if (this.#closed) return
    this.#outbox += `${line}\n`
    if (!this.#flushPlanned) {
      this.#flushPlanned = true
      setImmediate(() => this.#flush())
    }
    if (this.waitingBytes > FULL) this.#full()
  }

  /** Ends the connection without telling `onClosed`. Lines already given are written first, for 200 ms at most. */
  close(): void {
    if (this.#closed) return
    this.#flush()
    this.#closed = true
    this.#socket.destroySoon()
    setTimeout(() => this.#socket.destroy(), 200).unref()
  }

  /** Ends the connection as if the peer had: `onClosed` is told. */
  end(): void {
    this.#flush()
    this.#socket.destroySoon()
  }

  #full(): void {
    if (this.waitingBytes > CUT_OFF) this.#socket.destroy()
    if (this.#isFull) return
    this.#isFull = true
    this.#flush()
    this.#events?.onFull?.()
  }

  #flush(): void {
    this.#flushPlanned = false
    if (this.#closed || this.#outbox === '' || !this.#socket.writable) return
    const text = this.#outbox
    this.#outbox = ''
    if (!this.#socket.write(text)) this.#socket.pause()
  }
}
