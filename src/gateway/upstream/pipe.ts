import { connect, type Socket } from 'node:net'
import { LineSplitter, MAX_LINE_LENGTH, type LineEdges } from '@shared/lib/json-lines'
import { TurnTaking } from '@shared/lib/turn-taking'

/** Something to write to a pipe. `sent` turns true with the write: from then on the service may have read it. */
export interface Parcel {
  readonly line: string
  sent: boolean
}

export interface PipeEvents {
  onOpen(): void
  onLine(line: string): void
  /** A line was longer than the limit and is lost. The pipe stays open. @param edges null: it goes on and on */
  onOverflow(edges: LineEdges | null): void
  /** Once, after the last line; also when it never opened. */
  onClosed(): void
}

/** One connection to a service's private endpoint: one JSON-RPC message per line, both ways. */
export class Pipe {
  readonly endpoint: string
  readonly #socket: Socket
  #outbox: Parcel[] = []
  #flushPlanned = false
  #closed = false

  constructor(endpoint: string, events: PipeEvents) {
    this.endpoint = endpoint
    const lines = new LineSplitter(
      (line) => {
        if (!this.#closed) events.onLine(line)
      },
      () => {
        if (!this.#closed) events.onOverflow(null)
      },
      MAX_LINE_LENGTH,
      (edges) => {
        if (!this.#closed) events.onOverflow(edges)
      },
    )
    const socket = connect(endpoint).setEncoding('utf8')
    this.#socket = socket
    const turns = new TurnTaking({
      onText: (text) => lines.push(text),
      onHold: (held) => void (held ? socket.pause() : socket.resume()),
    })
    socket.on('connect', () => events.onOpen())
    socket.on('data', (chunk: string) => turns.push(chunk))
    // The reason does not matter: whatever ends a pipe is followed by `close`.
    socket.on('error', () => {})
    socket.on('close', () => {
      turns.flush()
      if (this.#closed) return
      this.#closed = true
      events.onClosed()
    })
  }

  /** Bytes the service has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength
  }

  /** Writes soon: what comes in during one turn of the event loop leaves in a single write. */
  send(parcel: Parcel): void {
    this.#outbox.push(parcel)
    if (this.#flushPlanned) return
    this.#flushPlanned = true
    setImmediate(() => this.#flush())
  }

  /** Ends the connection without telling `onClosed`. Lines already given are written first. */
  close(): void {
    if (this.#closed) return
    this.#flush()
    this.#closed = true
    this.#socket.destroySoon()
  }

  #flush(): void {
    this.#flushPlanned = false
    if (this.#closed || !this.#socket.writable) return
    let text = ''
    for (const parcel of this.#outbox) {
      text += `${parcel.line}\n`
      parcel.sent = true
    }
    this.#outbox = []
    if (text !== '') this.#socket.write(text)
  }
}
