import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@shared/domain/log'
import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Center } from '../../kit/center'
import { OnDemandWorker } from '../../kit/worker/on-demand-worker'
import { Worker, WorkerError } from '../../kit/worker/worker'
import { CREATE_MS, STATEMENT_MS } from '../limits'
import { postgresToolError } from '../postgres-error'
import { DatabaseAnswer, type DatabaseRequest, type Statements } from './messages'
import { processToolError } from './process-error'

/** It takes some 200 MB (bench/supabase); a large sort or row some hundred more. */
const MEMORY_LIMIT_MB = 1_024
/** PGlite makes a database beside itself in memory and copies it: 1.1 GB for some seconds, once. */
const MEMORY_TO_CREATE_MB = 2_048
const IDLE_MS = 2 * MINUTE
const CLOSE_MS = 5 * SECOND
const WORKER = 'embedded-database'

export interface DatabaseProcessDeps {
  center: Center
  clock: Clock
  dataDir: string
  log: Logger
}

/** The embedded database's process: made by the first call, ended when nobody called for two minutes. */
export class DatabaseProcess {
  readonly #deps: DatabaseProcessDeps
  readonly #dir: string
  readonly #worker: OnDemandWorker

  constructor(deps: DatabaseProcessDeps) {
    this.#deps = deps
    this.#dir = join(deps.dataDir, 'embedded')
    this.#worker = new OnDemandWorker({
      clock: deps.clock,
      start: () => this.#start(),
      idleMs: IDLE_MS,
      beforeIdleEnd: closeDatabase,
    })
  }

  /**
   * Runs statements in one transaction.
   * @returns for each the first column of its first row
   * @throws ToolError
   */
  async run(
    statements: Statements,
    { readOnly, signal }: { readOnly: boolean; signal: AbortSignal },
  ): Promise<(string | null)[]> {
    const request: DatabaseRequest = { kind: 'run', dir: this.#dir, statements, readOnly }
    try {
      return await this.#worker.use((worker) => answered(worker, request, signal), signal)
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error
      const { message, reason } = error
      if (reason !== 'cancelled')
        this.#deps.log.warn(`A call of the embedded database failed: ${message}`, { reason })
      throw processToolError(error, readOnly)
    }
  }

  close(): void {
    void this.#worker.close()
  }

  async #start(): Promise<Worker> {
    if (!existsSync(this.#dir)) await this.#create()
    return await Worker.start(this.#deps, WORKER, MEMORY_LIMIT_MB)
  }

  /** In a process of its own, because what it takes for that it would never give back. */
  async #create(): Promise<void> {
    this.#deps.log.info('The embedded database is made; this takes some seconds and happens once.')
    const worker = await Worker.start(this.#deps, WORKER, MEMORY_TO_CREATE_MB)
    try {
      await worker.call({ kind: 'create', dir: this.#dir } satisfies DatabaseRequest, {
        timeoutMs: CREATE_MS,
      })
    } finally {
      await worker.kill()
    }
  }
}

async function answered(
  worker: Worker,
  request: DatabaseRequest,
  signal: AbortSignal,
): Promise<(string | null)[]> {
  const answer = DatabaseAnswer.parse(await worker.call(request, { timeoutMs: STATEMENT_MS, signal }))
  if (answer.kind === 'done') return answer.texts
  if (answer.kind === 'failed') throw postgresToolError(answer)
  await worker.kill()
  throw new WorkerError('ended', answer.message)
}

/** So that the next start has nothing to recover. */
async function closeDatabase(worker: Worker): Promise<void> {
  const closing: DatabaseRequest = { kind: 'close' }
  await worker.call(closing, { timeoutMs: CLOSE_MS }).catch(() => {})
}
