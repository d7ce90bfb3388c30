import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { ToolError } from '../kit/define-tool'
import { WorkerError, type Worker } from '../kit/worker/worker'
import type { NamedDatabase } from './databases'
import { queryAnswers, type QueryAnswer, type QueryCall, type QueryRequest } from './query-messages'

export interface QueryRunnerDeps {
  clock: Clock
  /** @throws when it does not come up */
  startWorker: () => Promise<Worker>
  timeLimitS: number
}

type RequestOf<Kind> = Extract<QueryRequest, { kind: Kind }>

/** A process without a call for so long is ended. */
const IDLE_MS = MINUTE

/**
 * The one process that has a database open, seen from the service: started at the first request, started anew after it
 * was killed, ended when it has nothing to do. Requests run one after the other; those that wait are not yet with the
 * worker, since what waits there ends with a statement that is killed.
 */
export class QueryRunner {
  readonly #deps: QueryRunnerDeps
  readonly #database: NamedDatabase
  #worker: Worker | null = null
  #last: Promise<unknown> = Promise.resolve()
  #open = 0
  #idleSince = 0
  #idleTimer: Disposable | null = null

  constructor(deps: QueryRunnerDeps, database: NamedDatabase) {
    this.#deps = deps
    this.#database = database
  }

  /** @throws ToolError when the statement fails, takes too long or too much memory, or the signal ends it */
  async run<Kind extends QueryRequest['kind']>(
    request: RequestOf<Kind> & { kind: Kind },
    signal: AbortSignal,
  ): Promise<QueryAnswer<Kind>> {
    this.#idleTimer?.dispose()
    this.#open++
    const answered = this.#last.then(() => this.#runNow(request, signal)).finally(() => this.#answered())
    this.#last = answered.catch(() => {})
    return queryAnswers[request.kind].parse(await answered) as QueryAnswer<Kind>
  }

  /** Since when its process has nothing to do, on the monotonic clock; null when it works, or there is none. */
  get idleSince(): number | null {
    return this.#open > 0 || !this.#worker || this.#worker.isGone ? null : this.#idleSince
  }

  /** Only while it is idle; requests that come meanwhile wait. Resolves when the process is gone. */
  async endIdle(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    this.#idleTimer?.dispose()
    this.#last = this.#last.then(() => worker?.kill())
    await this.#last
  }

  /** Whatever it does. */
  async close(): Promise<void> {
    this.#idleTimer?.dispose()
    await this.#worker?.kill()
  }

  #answered(): void {
    this.#open--
    if (this.#open > 0) return
    this.#idleSince = this.#deps.clock.monotonicMs()
    this.#idleTimer = this.#deps.clock.after(IDLE_MS, () => void this.endIdle())
  }

  async #runNow(request: QueryRequest, signal: AbortSignal): Promise<unknown> {
    const { timeLimitS } = this.#deps
    const { name: _, ...file } = this.#database
    const worker = await this.#liveWorker()
    try {
      const call: QueryCall = { file, request }
      return await worker.call(call, { timeoutMs: timeLimitS * SECOND, signal })
    } catch (error) {
      if (error instanceof WorkerError) throw explain(error, request, timeLimitS)
      throw error
    }
  }

  async #liveWorker(): Promise<Worker> {
    if (!this.#worker || this.#worker.isGone) this.#worker = await this.#deps.startWorker()
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
