import type { LogLinesQuery, LogSourceStatistics } from '@shared/process/center-requests'
import type { Clock } from '@shared/lib/clock'
import { OneAtATime } from '@shared/lib/one-at-a-time'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isSource, requireSource } from './clean-entry'
import { forgetLines } from './forget'
import type { LogSnapshot } from './log-file'
import { searchAll, type LogLinesPage } from './search-all'
import { LogStatistics } from './statistics'

/** What can be asked of several logs at once; an empty list of sources means all. Asked one at a time. */
export interface AllLogs {
  /** Of all logs that were ever written and are still there, in order. */
  sources(): string[]
  /** @throws OmniMindError BAD_INPUT when a source is no log name; the signal's reason, once it is aborted */
  searchAll(query: LogLinesQuery, signal?: AbortSignal): Promise<LogLinesPage>
  statistics(): Promise<LogSourceStatistics[]>
  /**
   * Removes lines written before this time, UTC epoch ms, for good.
   * @returns how many
   * @throws OmniMindError BAD_INPUT, as above; the system's error when a file cannot be written anew
   */
  forget(query: { before: number; sources: readonly string[] }): Promise<number>
}

export interface AllLogsDeps {
  dir: string
  clock: Clock
  /** Empty for a log that nobody wrote. */
  snapshotOf: (source: string) => LogSnapshot
  /** Runs at once, while this log is not open for writing. */
  whileClosed: (source: string, run: () => void) => void
  /** Those written by this process. */
  openSources: () => Iterable<string>
}

const FILE_NAME = /^(.+)\.jsonl(\.\d)?$/

export function createAllLogs({ dir, clock, openSources, ...deps }: AllLogsDeps): AllLogs {
  const statistics = new LogStatistics()
  const turns = new OneAtATime()
  const allSources = (): string[] => {
    const stored = namesIn(dir).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    return [...new Set([...stored.filter(isSource), ...openSources()])].toSorted()
  }
  const chosen = (sources: readonly string[]): string[] => {
    sources.forEach(requireSource)
    return sources.length === 0 ? allSources() : [...new Set(sources)].toSorted()
  }
  return {
    sources: allSources,
    searchAll: (query, signal) =>
      turns.run(async () => {
        const snapshots = chosen(query.sources).map(deps.snapshotOf)
        return await searchAll(snapshots, query, signal)
      }),
    statistics: () =>
      turns.run(async () => {
        const logs = allSources().map((source) => ({ source, snapshot: () => deps.snapshotOf(source) }))
        return await statistics.of(logs, clock.epochMs())
      }),
    forget: ({ before, sources }) =>
      turns.run(async () => {
        let removed = 0
        for (const source of chosen(sources)) {
          const whileClosed = (run: () => void): void => deps.whileClosed(source, run)
          removed += await forgetLines({ path: join(dir, `${source}.jsonl`), before, whileClosed })
        }
        return removed
      }),
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    // Nothing was logged yet.
    return []
  }
}
