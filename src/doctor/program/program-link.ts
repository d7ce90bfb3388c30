import {
  errorResponse,
  isRequest,
  isResponse,
  rpcCode,
  type JsonRpcMessage,
  type JsonRpcResponse,
} from '@shared/mcp/json-rpc'
import type { Clock } from '@shared/lib/clock'
import { answerOf, wrongId, type Answer, type Link } from '../link/answer'
import type { Finding } from '../finding'
import { exitInWords, type RunningProgram } from './running-program'

interface Waiting {
  id: number
  method: string
  resolve: (answer: JsonRpcResponse | Finding) => void
}

/** JSON-RPC with a program, one request at a time. */
export class ProgramLink implements Link {
  readonly #program: RunningProgram
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #waiting: Waiting | null = null
  #lastId = 0

  constructor(program: RunningProgram, clock: Clock, signal: AbortSignal) {
    this.#program = program
    this.#clock = clock
    this.#signal = signal
    program.onMessage = (message) => this.#receive(message)
  }

  async ask(method: string, params: Record<string, unknown>, timeoutMs: number): Promise<Answer> {
    const startedAt = this.#clock.monotonicMs()
    const answer = await this.#exchange(method, params, timeoutMs)
    this.#signal.throwIfAborted()
    if ('jsonrpc' in answer) return answerOf(method, answer, this.#clock.monotonicMs() - startedAt)
    return { kind: 'none', finding: answer }
  }

  tell(method: string): Promise<void> {
    this.#program.send({ jsonrpc: '2.0', method })
    return Promise.resolve()
  }

  agreed(): void {
    // The standard streams say no revision.
  }

  async #exchange(
    method: string,
    params: Record<string, unknown>,
    timeoutMs: number,
  ): Promise<JsonRpcResponse | Finding> {
    const id = ++this.#lastId
    const answered = Promise.withResolvers<JsonRpcResponse | Finding>()
    this.#waiting = { id, method, resolve: answered.resolve }
    const silent: Finding = {
      code: 'NO_ANSWER',
      text: `It runs, but did not answer "${method}" within ${Math.round(timeoutMs / 100) / 10} s.`,
      evidence: this.#program.errors.tail(5),
    }
    const late = this.#clock.after(timeoutMs, () => answered.resolve(silent))
    const stop = (): void => answered.resolve(silent)
    this.#signal.addEventListener('abort', stop, { once: true })
    void this.#program.ended.then((exit) =>
      answered.resolve({
        code: 'BROKE_OFF',
        text: `It ended (${exitInWords(exit)}) while "${method}" was asked.`,
        evidence: this.#program.errors.tail(5),
      }),
    )
    this.#program.send({ jsonrpc: '2.0', id, method, params })
    const answer = await answered.promise
    this.#signal.removeEventListener('abort', stop)
    late.dispose()
    this.#waiting = null
    return answer
  }

  #receive(message: JsonRpcMessage): void {
    if (isRequest(message) && this.#waiting?.method === message.method && this.#waiting.id === message.id) {
      const text = 'It sends back what it is sent, as a program does that copies its input.'
      this.#waiting.resolve({ code: 'NOT_A_SERVER', text })
    } else if (isRequest(message)) {
      // We declared nothing a server could ask for; ping alone is everybody's duty.
      if (message.method === 'ping') this.#program.send({ jsonrpc: '2.0', id: message.id, result: {} })
      else
        this.#program.send(errorResponse(message.id, rpcCode.methodNotFound, 'The doctor answers ping only.'))
    } else if (isResponse(message) && this.#waiting) {
      const { id, method, resolve } = this.#waiting
      // A refusal of something unreadable has no id; nothing else was sent that it could mean.
      const isOurs = message.id === id || (message.id === null && message.error !== undefined)
      resolve(isOurs ? message : wrongId(method, id, message.id))
    }
  }
}
