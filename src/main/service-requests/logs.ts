import { stripVTControlCharacters } from 'node:util'
import type { LogEntry } from '@shared/domain/log'
import type { Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { CenterRequestDetails, CenterResponse, LogLinesQuery } from '@shared/process/center-requests'
import { lineFilterOf, passes, type Logs } from '../logs'

export interface LogRequestsDeps {
  logs: Pick<Logs, 'write' | 'onEntry' | 'searchAll' | 'statistics' | 'forget'>
  clock: Clock
}

/** What services may ask of the logs. */
export interface LogRequests {
  /** @param signal ends the search; its answer interests nobody any more */
  search(query: LogLinesQuery, signal?: AbortSignal): Promise<CenterResponse<'logs.search'>>
  /** Writes to the asking service's own log; secrets are redacted there. */
  write(serviceId: string, lines: CenterRequestDetails<'logs.write'>['lines']): CenterResponse<'logs.write'>
  statistics(): Promise<CenterResponse<'logs.statistics'>>
  forget(query: CenterRequestDetails<'logs.forget'>): Promise<CenterResponse<'logs.forget'>>
}

export function createLogRequests({ logs, clock }: LogRequestsDeps): LogRequests {
  return {
    async search(query, signal) {
      const { waitMs = 0 } = query
      if (waitMs === 0) return await logs.searchAll(query, signal)
      // Listening begins before the search, so that no line falls between the two.
      const line = nextLine(logs, clock, query, signal)
      try {
        const found = await logs.searchAll(query, signal)
        const isLater = found.entries.length === 0 && (await line.came)
        return isLater ? await logs.searchAll(query, signal) : found
      } finally {
        line.stop()
      }
    },
    write(serviceId, lines) {
      for (const { level, text, fields } of lines)
        logs.write({
          at: clock.epochMs(),
          source: serviceId,
          level,
          // Written by somebody else: a terminal that shows it must not obey it.
          text: stripVTControlCharacters(text),
          stream: 'log',
          pid: null,
          ...(fields ? { fields } : {}),
        })
      return { written: lines.length }
    },
    statistics: async () => ({ sources: await logs.statistics() }),
    forget: async (query) => ({ removed: await logs.forget(query) }),
  }
}

interface Awaited {
  /** False when the time passed, nobody waits any more, or `stop` was called. */
  came: Promise<boolean>
  stop(): void
}

/** The next line that passes the query. */
function nextLine(
  logs: Pick<Logs, 'onEntry'>,
  clock: Clock,
  query: LogLinesQuery,
  signal: AbortSignal | undefined,
): Awaited {
  const filter = lineFilterOf(query)
  const isOfSource = ({ source }: LogEntry): boolean =>
    query.sources.length === 0 || query.sources.includes(source)
  const { promise: came, resolve } = Promise.withResolvers<boolean>()
  const open = new DisposableStore()
  const finish = (hasCome: boolean): void => {
    open.dispose()
    resolve(hasCome)
  }
  const stop = (): void => finish(false)
  open.add(logs.onEntry((entry) => isOfSource(entry) && passes(entry, filter) && finish(true)))
  open.add(clock.after(query.waitMs ?? 0, stop))
  signal?.addEventListener('abort', stop)
  open.defer(() => signal?.removeEventListener('abort', stop))
  if (signal?.aborted) stop()
  return { came, stop }
}
