import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@shared/domain/log'
import { MINUTE, SECOND, type Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import type { Center } from '../../kit/center'
import { ToolError } from '../../kit/define-tool'
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

/**
 * The embedded database's process: started by the first call, ended when nobody called for two minutes. Calls wait
 * here and not in the worker's own queue: one that takes too long ends the process with all that is in that queue, while
 * what waits here goes on in the next process.
 */
export class DatabaseProcess {
  readonly #deps: DatabaseProcessDeps
  readonly #dir: string
  #worker: Worker | null = null
  #idle: Disposable | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(deps: DatabaseProcessDeps) {
    this.#deps = deps
    this.#dir = join(deps.dataDir, 'embedded')
  }

  /**
   * Runs statements in one transaction.
   * @returns for each the first column of its first row
   * @throws ToolError
   */
  run(
    statements: Statements,
    options: { readOnly: boolean; signal: AbortSignal },
  ): Promise<(string | null)[]> {
    const result = this.#last.then(() => this.#runNow(statements, options))
    this.#last = result.catch(() => {})
    return result
  }

  close(): void {
    this.#idle?.dispose()
    void this.#worker?.kill()
  }

  async #runNow(
    statements: Statements,
    { readOnly, signal }: { readOnly: boolean; signal: AbortSignal },
  ): Promise<(string | null)[]> {
    if (signal.aborted) throw new ToolError('The call was cancelled before it began.')
    this.#idle?.dispose()
    try {
      const worker = await this.#ready()
      const request: DatabaseRequest = { kind: 'run', dir: this.#dir, statements, readOnly }
      const answer = DatabaseAnswer.parse(await worker.call(request, { timeoutMs: STATEMENT_MS, signal }))
      if (answer.kind === 'done') return answer.texts
      if (answer.kind === 'failed') throw postgresToolError(answer)
      await worker.kill()
      throw new WorkerError('ended', answer.message)
    } catch (error) {
      if (error instanceof WorkerError)
        this.#deps.log.warn(`A call of the embedded database failed: ${error.message}`, {
          reason: error.reason,
        })
      throw error instanceof WorkerError ? processToolError(error, readOnly) : error
    } finally {
      this.#idle = this.#deps.clock.after(IDLE_MS, () => void this.#end())
    }
  }

  async #ready(): Promise<Worker> {
    if (this.#worker && !this.#worker.isGone) return this.#worker
    if (!existsSync(this.#dir)) await this.#create()
    return (this.#worker = await Worker.start(this.#deps, WORKER, MEMORY_LIMIT_MB))
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

  /** Behind what runs: nothing waits, or the timer would not have fired. */
  async #end(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    if (!worker || worker.isGone) return
    const closing: DatabaseRequest = { kind: 'close' }
    await worker.call(closing, { timeoutMs: CLOSE_MS }).catch(() => {})
    await worker.kill()
  }
}
