import PQueue from 'p-queue'
import { Worker, WorkerError, type WorkerDeps } from '../../kit/worker/worker'
import { MINUTE } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { ToolError } from '../../kit/define-tool'
import { Extracted, type Extraction } from './extraction'

export const PARSE_MS = 5_000
const MEMORY_MB = 512

/** The worker that reads pages: started for the first one, ended after a minute without. */
export class PageReader {
  readonly #deps: WorkerDeps
  readonly #queue = new PQueue({ concurrency: 1 })
  #worker: Worker | null = null
  #idle: Disposable | null = null

  constructor(deps: WorkerDeps) {
    this.#deps = deps
  }

  /** One page after the other. @throws ToolError when it takes too long or too much memory, or the selector is none */
  async extract(extraction: Extraction, signal: AbortSignal): Promise<Extracted> {
    return await this.#queue.add(async () => await this.#extract(extraction, signal), { signal })
  }

  async close(): Promise<void> {
    this.#idle?.dispose()
    const worker = this.#worker
    this.#worker = null
    await worker?.kill()
  }

  async #extract(extraction: Extraction, signal: AbortSignal): Promise<Extracted> {
    this.#idle?.dispose()
    try {
      const worker = await this.#started()
      return Extracted.parse(await worker.call(extraction, { timeoutMs: PARSE_MS, signal }))
    } catch (error) {
      throw error instanceof WorkerError ? new ToolError(reason(error)) : error
    } finally {
      this.#idle = this.#deps.clock.after(MINUTE, () => void this.close())
    }
  }

  async #started(): Promise<Worker> {
    if (!this.#worker || this.#worker.isGone) this.#worker = await Worker.start(this.#deps, 'page', MEMORY_MB)
    return this.#worker
  }
}

function reason(error: WorkerError): string {
  if (error.reason === 'timed-out')
    return `The page is made so that reading it takes longer than ${PARSE_MS / 1_000} s. Try a simpler selector.`
  return error.reason === 'failed'
    ? `The page could not be read with this selector: ${error.message.slice(0, 300)}`
    : `The page could not be read: ${error.message.slice(0, 300)}`
}
