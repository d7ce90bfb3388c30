import { OmniMindError } from '@shared/errors'
import type {
  CenterRequestDetails,
  CenterRequestKind,
  CenterResponse,
  LogLinesQuery,
} from '@shared/process/center-requests'
import type { Center } from '../kit/center'
import { ToolError } from '../kit/define-tool'

type LogRequestKind = Extract<CenterRequestKind, `logs.${string}`>

/** The logs, which the control center keeps: the same lines that people see beside each service. */
export class LogStore {
  readonly #center: Center

  constructor(center: Center) {
    this.#center = center
  }

  /** @throws ToolError with the control center's own words, as every method here */
  search(query: LogLinesQuery, signal?: AbortSignal): Promise<CenterResponse<'logs.search'>> {
    return this.#ask('logs.search', { query }, signal)
  }

  /** Writes to the log of this service. */
  async write(lines: CenterRequestDetails<'logs.write'>['lines']): Promise<number> {
    return (await this.#ask('logs.write', { lines })).written
  }

  async statistics(signal?: AbortSignal): Promise<CenterResponse<'logs.statistics'>['sources']> {
    return (await this.#ask('logs.statistics', {}, signal)).sources
  }

  /**
   * Removes lines written before this time (UTC epoch ms) for good, which the audit trail then says; no sources: from all logs.
   * @param client who wants it; null: this service itself
   * @returns how many
   */
  async forget(before: number, sources: string[], client: string | null): Promise<number> {
    return (await this.#ask('logs.forget', { before, sources, client })).removed
  }

  async #ask<Kind extends LogRequestKind>(
    kind: Kind,
    details: CenterRequestDetails<Kind>,
    signal?: AbortSignal,
  ): Promise<CenterResponse<Kind>> {
    try {
      return await this.#center.ask(kind, details, signal)
    } catch (error) {
      if (!(error instanceof OmniMindError)) throw error
      throw new ToolError([error.message, error.nextStep].filter(Boolean).join(' '), { cause: error })
    }
  }
}
