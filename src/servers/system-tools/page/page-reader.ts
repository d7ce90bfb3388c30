import { MINUTE, type Clock } from '@shared/lib/clock'
import type { Center } from '../../kit/center'
import { ToolError } from '../../kit/define-tool'
import { OnDemandWorker } from '../../kit/worker/on-demand-worker'
import { Worker, WorkerError } from '../../kit/worker/worker'
import { Extracted, type Extraction } from './extraction'

export const PARSE_MS = 5_000
const MEMORY_MB = 512

/** The worker that reads pages: started for the first one, ended after a minute without. */
export class PageReader {
  readonly #worker: OnDemandWorker

  constructor(deps: { center: Center; clock: Clock }) {
    const start = (): Promise<Worker> => Worker.start(deps, 'page', MEMORY_MB)
    this.#worker = new OnDemandWorker({ clock: deps.clock, start, idleMs: MINUTE })
  }

  /** One page after the other. @throws ToolError when it takes too long or too much memory, or the selector is none */
  async extract(extraction: Extraction, signal: AbortSignal): Promise<Extracted> {
    const options = { timeoutMs: PARSE_MS, signal }
    try {
      return Extracted.parse(await this.#worker.use((worker) => worker.call(extraction, options), signal))
    } catch (error) {
      throw error instanceof WorkerError ? new ToolError(reason(error)) : error
    }
  }

  async close(): Promise<void> {
    await this.#worker.close()
  }
}

function reason(error: WorkerError): string {
  if (error.reason === 'timed-out')
    return `The page is made so that reading it takes longer than ${PARSE_MS / 1_000} s. Try a simpler selector.`
  return error.reason === 'failed'
    ? `The page could not be read with this selector: ${error.message.slice(0, 300)}`
    : `The page could not be read: ${error.message.slice(0, 300)}`
}
