import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { OneAtATime } from '@shared/lib/one-at-a-time'
import { ToolError } from '../define-tool'
import type { Worker } from './worker'

export interface OnDemandWorkerDeps {
  clock: Clock
  /** @throws when it does not come up */
  start: () => Promise<Worker>
  /** A process without a call for so long is ended. */
  idleMs: number
  /** What an idle process is to do before it is killed; must not throw. */
  beforeIdleEnd?: (worker: Worker) => Promise<void>
}

/**
 * A worker that is there while it is needed: started by the first call, started anew after it was killed, ended when it
 * has nothing to do. Calls wait here and not in the worker's own queue: one that takes too long ends the process with all
 * that is in that queue, while what waits here goes on in the next process.
 */
export class OnDemandWorker {
  readonly #deps: OnDemandWorkerDeps
  readonly #turns = new OneAtATime()
  #worker: Worker | null = null
  /** Had nothing to do, and is about to be gone. */
  #leaving: Worker | null = null
  /** Calls that run or wait. */
  #open = 0
  #idleSince = 0
  #idleTimer: Disposable | null = null
  #isClosed = false

  constructor(deps: OnDemandWorkerDeps) {
    this.#deps = deps
  }

  /**
   * @param work has the worker for itself until it ends
   * @throws ToolError when the signal was aborted before its turn came; what `start` and `work` throw
   */
  async use<T>(work: (worker: Worker) => Promise<T>, signal: AbortSignal): Promise<T> {
    this.#idleTimer?.dispose()
    this.#open++
    return await this.#turns.run(async () => {
      try {
        if (signal.aborted) throw new ToolError('The call was cancelled before it began.')
        return await work(await this.#live())
      } finally {
        this.#used()
      }
    })
  }

  /** Since when its process has nothing to do, on the monotonic clock; null when it works, or there is none. */
  get idleSince(): number | null {
    return this.#open > 0 || !this.#worker || this.#worker.isGone ? null : this.#idleSince
  }

  /** Only while it is idle; calls that come meanwhile wait. Resolves when the process is gone. */
  async endIdle(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    this.#leaving ??= worker
    this.#idleTimer?.dispose()
    await this.#turns.run(async () => {
      if (worker && !worker.isGone) await this.#deps.beforeIdleEnd?.(worker)
      await worker?.kill()
      this.#leaving = null
    })
  }

  /** For good, whatever it does: one that is being started is ended when it is up. Resolves when all others are gone. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#idleTimer?.dispose()
    await Promise.all([this.#worker?.kill(), this.#leaving?.kill()])
  }

  async #live(): Promise<Worker> {
    if (this.#isClosed) throw new ToolError('The service is stopping.')
    if (this.#worker && !this.#worker.isGone) return this.#worker
    const worker = (this.#worker = await this.#deps.start())
    if (this.#isClosed) await worker.kill()
    return worker
  }

  #used(): void {
    this.#open--
    if (this.#open > 0 || this.#isClosed) return
    this.#idleSince = this.#deps.clock.monotonicMs()
    this.#idleTimer = this.#deps.clock.after(this.#deps.idleMs, () => void this.endIdle())
  }
}
