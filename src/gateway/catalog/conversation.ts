import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import {
  errorResponse,
  isNotification,
  isRequest,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import { parseLine } from '@shared/mcp/parse-line'
import { Pipe } from '../upstream/pipe'

/** A service does not answer one of our questions within this time. */
const ANSWER_MS = 10_000

interface Waiting {
  resolve: (answer: JsonRpcResponse) => void
  /** null waits for as long as the pipe lives. */
  timer: Disposable | null
}

/** The gateway's own questions to one service, over a pipe of its own. Not for the calls of clients. */
export class Conversation {
  readonly #pipe: Pipe
  readonly #clock: Clock
  readonly #waiting = new Map<number, Waiting>()
  readonly #onNotification: (method: string) => void
  #lastId = 0
  #isOpen = true

  /** @param onNotification what the service says unasked, by its method */
  constructor(
    endpoint: string,
    clock: Clock,
    events: { onNotification: (method: string) => void; onClosed: () => void },
  ) {
    this.#clock = clock
    this.#onNotification = events.onNotification
    this.#pipe = new Pipe(endpoint, {
      onOpen: () => {},
      onLine: (line) => this.#received(parseLine(line)),
      // The answer may have been in it: whoever waits need not wait longer.
      onOverflow: () => this.#settleAll('The answer is longer than 10 MB.'),
      onClosed: () => {
        this.close()
        events.onClosed()
      },
    })
  }

  /** @returns the answer; an error answer of ours when none came within 10 s or the pipe ended */
  ask(
    method: string,
    params: Record<string, unknown>,
    { forever = false }: { forever?: boolean } = {},
  ): Promise<JsonRpcResponse> {
    const id = ++this.#lastId
    return new Promise((resolve) => {
      if (!this.#isOpen) return resolve(errorResponse(id, rpcCode.serviceUnavailable, 'The service is gone.'))
      const timer = forever
        ? null
        : this.#clock.after(ANSWER_MS, () => this.#settle(id, noAnswer(id, method)))
      this.#waiting.set(id, { resolve, timer })
      this.#send({ jsonrpc: '2.0', id, method, params })
    })
  }

  tell(method: string): void {
    if (this.#isOpen) this.#send({ jsonrpc: '2.0', method })
  }

  close(): void {
    this.#isOpen = false
    this.#pipe.close()
    this.#settleAll('The service is gone.')
  }

  #settleAll(why: string): void {
    for (const id of this.#waiting.keys())
      this.#settle(id, errorResponse(id, rpcCode.serviceUnavailable, why))
  }

  #received(message: JsonRpcMessage | null): void {
    if (!message) return
    if (isNotification(message)) this.#onNotification(message.method)
    else if (isRequest(message)) this.#decline(message.id, message.method)
    else if (typeof message.id === 'number') this.#settle(message.id, message)
  }

  /** Nobody is behind this conversation who could be asked anything; `ping` is no question to a person. */
  #decline(id: string | number, method: string): void {
    if (method === 'ping') return this.#send({ jsonrpc: '2.0', id, result: {} })
    this.#send(errorResponse(id, rpcCode.methodNotFound, 'The gateway only looks at what there is.'))
  }

  #settle(id: number, answer: JsonRpcResponse): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.timer?.dispose()
    waiting?.resolve(answer)
  }

  #send(message: JsonRpcMessage): void {
    this.#pipe.send({ line: JSON.stringify(message), sent: false })
  }
}

function noAnswer(id: number, method: string): JsonRpcResponse {
  return errorResponse(
    id,
    rpcCode.serviceUnavailable,
    `No answer to ${method} within ${ANSWER_MS / 1_000} s.`,
  )
}
