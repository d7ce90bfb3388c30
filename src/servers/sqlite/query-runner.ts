import type { Clock } from '@shared/lib/clock'
import type { Center } from '../kit/center'
import { ToolError } from '../kit/define-tool'
import { Worker, WorkerError } from '../kit/worker/worker'
import type { NamedDatabase } from './databases'
import { queryAnswers, type QueryAnswer, type QueryCall, type QueryRequest } from './query-messages'

export interface QueryRunnerDeps {
  center: Center
  clock: Clock
  timeLimitS: number
  memoryLimitMb: number
}

type RequestOf<Kind> = Extract<QueryRequest, { kind: Kind }>

/**
 * The one process that has a database open, seen from the service: started at the first request, started anew after it
 * was killed. Requests run one after the other, each with the whole time limit for itself.
 */
export class QueryRunner {
  readonly #deps: QueryRunnerDeps
  readonly #database: NamedDatabase
  #worker: Worker | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(deps: QueryRunnerDeps, database: NamedDatabase) {
    this.#deps = deps
    this.#database = database
  }

  /** @throws ToolError when the statement fails, takes too long or too much memory, or the signal ends it */
  async run<Kind extends QueryRequest['kind']>(
    request: RequestOf<Kind> & { kind: Kind },
    signal: AbortSignal,
  ): Promise<QueryAnswer<Kind>> {
    const answered = this.#last.then(() => this.#runNow(request, signal))
    this.#last = answered.catch(() => {})
    return queryAnswers[request.kind].parse(await answered) as QueryAnswer<Kind>
  }

  async close(): Promise<void> {
    await this.#worker?.kill()
  }

  async #runNow(request: QueryRequest, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) throw new ToolError('The call was cancelled before it began.')
    const { timeLimitS } = this.#deps
    const { name: _, ...file } = this.#database
    const worker = await this.#liveWorker()
    try {
      const call: QueryCall = { file, request }
      return await worker.call(call, { timeoutMs: timeLimitS * 1_000, signal })
    } catch (error) {
      if (error instanceof WorkerError) throw explain(error, request, timeLimitS)
      throw error
    }
  }

  async #liveWorker(): Promise<Worker> {
    if (!this.#worker || this.#worker.isGone)
      this.#worker = await Worker.start(this.#deps, 'query', this.#deps.memoryLimitMb)
    return this.#worker
  }
}

function explain({ reason, message }: WorkerError, request: QueryRequest, timeLimitS: number): ToolError {
  if (reason === 'failed') return new ToolError(message)
  const what = {
    'timed-out': `The statement took longer than ${timeLimitS} s and was ended.`,
    cancelled: 'The statement was ended because the call was cancelled.',
    ended: `The statement was ended with its process. ${message}`,
  }[reason]
  const next =
    request.kind === 'write'
      ? 'What it had changed is rolled back, unless it was just done: look before you send it again. Smaller parts may fit.'
      : 'Ask for less: a LIMIT, a narrower WHERE, an index (explain_query shows what is searched).'
  return new ToolError(`${what} ${next}`)
}
