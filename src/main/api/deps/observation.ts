import type { CallFilter } from '@shared/contract/activity'
import type { CallContents, CallRecord } from '@shared/domain/call'
import type { LogEntry, LogLevel } from '@shared/domain/log'
import type { LivePulse, Measure, Series, ToolStats } from '@shared/domain/metrics'
import type { Disposable } from '@shared/lib/disposable'
import type { Awaitable } from './awaitable'

export interface SeriesQuery {
  fromMs: number
  toMs: number
  source: string
  target?: string | undefined
  measures: Measure[]
  maxPoints: number
}

export interface MetricsReader {
  series(query: SeriesQuery): Awaitable<Series[]>
  tools(query: { fromMs: number; toMs: number; serviceId: string }): Awaitable<ToolStats[]>
  /** One pulse a second. */
  onPulse(listener: (pulse: LivePulse) => void): Disposable
}

export interface LogQuery {
  source: string
  text: string
  minLevel: LogLevel
  before?: number | undefined
  limit: number
}

export interface LogBatch {
  entries: LogEntry[]
  dropped: number
}

export interface LogReader {
  /** Newest last. */
  search(query: LogQuery): Awaitable<{ entries: LogEntry[]; more: boolean }>
  /** First the backlog, then batches, until the signal ends it. */
  tail(query: { source: string; backlog: number }, signal: AbortSignal | undefined): AsyncIterable<LogBatch>
}

export interface CallBatch {
  calls: CallRecord[]
  dropped: number
}

export interface ActivityReader {
  /** Newest first. */
  list(
    query: CallFilter & { beforeId?: string | undefined; limit: number },
  ): Awaitable<{ calls: CallRecord[]; more: boolean }>
  watch(filter: CallFilter, signal: AbortSignal | undefined): AsyncIterable<CallBatch>
  /** @throws OmniMindError BAD_INPUT when there is no such call (any more) */
  get(id: string): Awaitable<{ call: CallRecord; contents: CallContents | null }>
  /** Oldest first, in chunks of text. */
  export(
    query: { filter: CallFilter; format: 'jsonl' | 'csv'; contents: boolean },
    signal: AbortSignal | undefined,
  ): AsyncIterable<{ text: string; calls: number; total: number }>
  /** @returns of how many calls arguments and results were removed */
  forgetContents(): Awaitable<number>
}
