import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import { ToolError } from '../kit/define-tool'
import { OnDemandWorker } from '../kit/worker/on-demand-worker'
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

/** The one process that has a database open, seen from the service. Statements run one after the other. */
export class QueryRunner {
  readonly #database: NamedDatabase
  readonly #timeLimitS: number
  readonly #worker: OnDemandWorker

  constructor({ clock, startWorker, timeLimitS }: QueryRunnerDeps, database: NamedDatabase) {
    this.#database = database
    this.#timeLimitS = timeLimitS
    this.#worker = new OnDemandWorker({ clock, start: startWorker, idleMs: IDLE_MS })
  }

  /** @throws ToolError when the statement fails, takes too long or too much memory, or the signal ends it */
  async run<Kind extends QueryRequest['kind']>(
    request: RequestOf<Kind> & { kind: Kind },
    signal: AbortSignal,
  ): Promise<QueryAnswer<Kind>> {
    const { name: _, ...file } = this.#database
    const call: QueryCall = { file, request }
    const options = { timeoutMs: this.#timeLimitS * SECOND, signal }
    try {
      const answer = await this.#worker.use((worker) => worker.call(call, options), signal)
      return queryAnswers[request.kind].parse(answer) as QueryAnswer<Kind>
    } catch (error) {
      if (error instanceof WorkerError) throw explain(error, request, this.#timeLimitS)
      throw error
    }
  }

  /** Since when its process has nothing to do, on the monotonic clock; null when it works, or there is none. */
  get idleSince(): number | null {
    return this.#worker.idleSince
  }

  /** Only while it is idle. Resolves when the process is gone. */
  async endIdle(): Promise<void> {
    await this.#worker.endIdle()
  }

  async close(): Promise<void> {
    await this.#worker.close()
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
