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
  #worker: Promise<Worker> | null = null
  #idle: Disposable | null = null

  constructor(deps: WorkerDeps) {
    this.#deps = deps
  }

  /** @throws ToolError when the page takes too long or too much memory, or the selector is no selector */
  async extract(extraction: Extraction, signal: AbortSignal): Promise<Extracted> {
    this.#idle?.dispose()
    const worker = await this.#started()
    try {
      return Extracted.parse(await worker.call(extraction, { timeoutMs: PARSE_MS, signal }))
    } catch (error) {
      throw error instanceof WorkerError ? new ToolError(reason(error)) : error
    } finally {
      this.#idle?.dispose()
      this.#idle = this.#deps.clock.after(MINUTE, () => void this.close())
    }
  }

  async close(): Promise<void> {
    this.#idle?.dispose()
    const worker = this.#worker
    this.#worker = null
    await (await worker?.catch(() => null))?.kill()
  }

  async #started(): Promise<Worker> {
    const current = await this.#worker?.catch(() => null)
    if (current && !current.isGone) return current
    return await (this.#worker = Worker.start(this.#deps, 'page', MEMORY_MB))
  }
}

function reason(error: WorkerError): string {
  if (error.reason === 'timed-out')
    return `The page is made so that reading it takes longer than ${PARSE_MS / 1_000} s. Try a simpler selector.`
  return error.reason === 'failed'
    ? `The page could not be read with this selector: ${error.message.slice(0, 300)}`
    : `The page could not be read: ${error.message.slice(0, 300)}`
}
