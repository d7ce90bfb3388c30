import { errorText } from '@shared/errors'
import {
  errorResponse,
  isResponse,
  RELATED_REQUEST,
  rpcCode,
  type JsonRpcId,
  type JsonRpcMessage,
} from '@shared/mcp/json-rpc'
import { MAX_LINE_LENGTH } from '@shared/lib/json-lines'
import type { Connection } from '../kit/connection'

/** More than this unread, and the servers are not read from either. */
const FULL_BYTES = 4 * 1024 * 1024

/** The gateway's end of one MCP session, as what talks to the remote server sees it. */
export interface Downstream {
  /** The gateway does not read as fast as the server writes. */
  readonly isFull: boolean
  /** @param related the running request a message belongs to */
  send(message: JsonRpcMessage, related?: JsonRpcId): void
  onceDrained(run: () => void): void
  /** Ends the session; the gateway replays the handshake on a new one. */
  close(): void
}

/** A session that came over the private pipe. */
export class PipeDownstream implements Downstream {
  readonly #connection: Connection
  readonly #onClose: () => void
  #waiting: (() => void)[] = []

  /** @param onClose this side gave the session up */
  constructor(connection: Connection, onClose: () => void) {
    this.#connection = connection
    this.#onClose = onClose
  }

  get isFull(): boolean {
    return !this.#connection.isClosed && this.#connection.waitingBytes > FULL_BYTES
  }

  send(message: JsonRpcMessage, related?: JsonRpcId): void {
    this.#connection.send(encode(message, related))
  }

  onceDrained(run: () => void): void {
    this.#waiting.push(run)
  }

  /** The gateway has read everything, or is gone. */
  drained(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const run of waiting) run()
  }

  close(): void {
    this.#connection.close()
    this.#onClose()
  }
}

/** Only this side may say what a message belongs to, whatever members the server put into it. */
function encode(message: JsonRpcMessage, related: JsonRpcId | undefined): string {
  try {
    const { [RELATED_REQUEST]: _, ...plain } = message as JsonRpcMessage & Record<string, unknown>
    const line = JSON.stringify(related === undefined ? plain : { ...plain, [RELATED_REQUEST]: related })
    if (line.length <= MAX_LINE_LENGTH) return line
    return unsendable(message, 'it is longer than 10 MB')
  } catch (error) {
    // So deep that it cannot be written out again.
    return unsendable(message, errorText(error))
  }
}

function unsendable(message: JsonRpcMessage, why: string): string {
  const id = isResponse(message) ? message.id : null
  return JSON.stringify(errorResponse(id, rpcCode.internalError, `The message cannot be passed on: ${why}.`))
}
