import { join } from 'node:path'
import { errorText, type Problem } from '@shared/errors'
import type { LogEntry, LogLevel, Logger } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import type { Disposable } from '@shared/lib/disposable'
import { Emitter } from '@shared/lib/emitter'
import { createAllLogs, type AllLogs } from './all-logs'
import { cleanEntry, isSource, requireSource } from './clean-entry'
import { LogFile, type LogSnapshot } from './log-file'
import { openAllForReading } from './rotated-file'
import { search, type LogFilter, type LogPage } from './search'
import { tail, type LogBatch } from './tail'

export type { LogBatch } from './tail'
export type { LogFilter, LogPage } from './search'
export type { AllLogs } from './all-logs'
export { passes } from './line-filter'
export { createPace } from './pace'
export { lineFilterOf, type LogLinesPage } from './search-all'

export interface Logs extends AllLogs {
  /** Stores one line. Never throws: what the disk refuses is counted. */
  write(entry: LogEntry): void
  /** Writes lines of one source with the time and this process' pid. */
  logger(source: string): Logger
  /** @throws OmniMindError BAD_INPUT when `source` is no log name */
  search(query: LogFilter & { source: string }): Promise<LogPage>
  /** The last lines, then new ones until the signal ends it. @throws OmniMindError BAD_INPUT, as above */
  tail(query: { source: string; backlog: number }, signal?: AbortSignal): AsyncGenerator<LogBatch, void, void>
  /** Every stored line as it is stored: cleaned and redacted. */
  onEntry(listener: (entry: LogEntry) => void): Disposable
  /** Told when writing stops working, at most once a minute. */
  onProblem(listener: (problem: Problem) => void): Disposable
  /** Lines that did not reach the disk, by source. */
  lost(source: string): number
  /** Writes what waits before the process ends; the logs stay usable. */
  flushSync(): void
  close(): void
}

const QUIET_MS = 60_000

/** Structured logs: one rotated file of JSON lines per source in `dir`, 30 MB each at most. */
export function createLogs(deps: {
  dir: string
  clock: Clock
  /** Replaces secrets in a text. */
  redact: (text: string) => string
}): Logs {
  const files = new Map<string, LogFile>()
  const onEntry = new Emitter<LogEntry>()
  const onProblem = new Emitter<Problem>()
  const tell = quietly(deps.clock, (error) => onProblem.emit(writeProblem(deps.dir, error)))

  const pathOf = (source: string): string => join(deps.dir, `${source}.jsonl`)

  const fileOf = (source: string): LogFile => {
    const known = files.get(source)
    if (known) return known
    const path = pathOf(source)
    const lostNote = (count: number): string => lostLine(source, count, deps.clock)
    const file = new LogFile({ path, clock: deps.clock, lostNote, onTrouble: tell })
    files.set(source, file)
    return file
  }
  const write = (raw: LogEntry): void => {
    const entry = cleanEntry(isSource(raw.source) ? raw : { ...raw, source: 'center' }, deps.redact)
    fileOf(entry.source).append(`${JSON.stringify(entry)}\n`)
    onEntry.emit(entry)
  }
  /** Reading makes no log: a service that never wrote has an empty one, and so has a name that fits none. */
  const snapshotOf = (source: string): LogSnapshot => {
    requireSource(source)
    return files.get(source)?.snapshot() ?? { files: openAllForReading(pathOf(source)), pending: [] }
  }
  const whileClosed = (source: string, run: () => void): void => {
    const file = files.get(source)
    if (file) file.whileClosed(run)
    else run()
  }
  const all = createAllLogs({
    dir: deps.dir,
    clock: deps.clock,
    snapshotOf,
    whileClosed,
    openSources: () => files.keys(),
  })
  return {
    ...all,
    write,
    logger: (source) => createLogger(source, deps.clock, write),
    search: async (query) => search(snapshotOf(query.source), query),
    tail: (query, signal) =>
      tail({ ...query, onEntry, snapshot: () => snapshotOf(query.source), clock: deps.clock, signal }),
    onEntry: (listener) => onEntry.on(listener),
    onProblem: (listener) => onProblem.on(listener),
    lost: (source) => files.get(source)?.lost ?? 0,
    flushSync: () => files.forEach((file) => file.flushSync()),
    close: () => files.forEach((file) => file.close()),
  }
}

function createLogger(source: string, clock: Clock, write: (entry: LogEntry) => void): Logger {
  const at =
    (level: LogLevel) =>
    (text: string, fields?: Record<string, unknown>): void =>
      write({
        at: clock.epochMs(),
        source,
        level,
        text,
        stream: 'log',
        pid: process.pid,
        ...(fields ? { fields } : {}),
      })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function lostLine(source: string, count: number, clock: Clock): string {
  const text = `${count} lines are missing here: the disk was full or could not keep up.`
  const entry: LogEntry = {
    at: clock.epochMs(),
    source,
    level: 'warn',
    text,
    stream: 'log',
    pid: process.pid,
  }
  return `${JSON.stringify(entry)}\n`
}

function writeProblem(dir: string, error: unknown): Problem {
  return {
    code: 'INTERNAL',
    message: `Logs cannot be written to ${dir}; lines are being lost. Everything else goes on.`,
    nextStep: 'Free some space on that disk, or check that your user may write there.',
    cause: errorText(error),
  }
}

/** Passes the first of many calls on, then none for a minute. */
function quietly(clock: Clock, run: (error: unknown) => void): (error: unknown) => void {
  let quietUntil = -Infinity
  return (error) => {
    if (clock.monotonicMs() < quietUntil) return
    quietUntil = clock.monotonicMs() + QUIET_MS
    run(error)
  }
}
