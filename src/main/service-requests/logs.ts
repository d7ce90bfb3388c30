import { stripVTControlCharacters } from 'node:util'
import type { LogEntry } from '@shared/domain/log'
import { OmniMindError } from '@shared/errors'
import { DAY, type Clock } from '@shared/lib/clock'
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
  /**
   * Whoever asks, the last 24 hours stay, and the asking service's log says how many lines went.
   * @throws OmniMindError BAD_INPUT for a later time
   */
  forget(
    serviceId: string,
    query: CenterRequestDetails<'logs.forget'>,
  ): Promise<CenterResponse<'logs.forget'>>
}

export function createLogRequests({ logs, clock }: LogRequestsDeps): LogRequests {
  const write: LogRequests['write'] = (serviceId, lines) => {
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
  }
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
    write,
    statistics: async () => ({ sources: await logs.statistics() }),
    async forget(serviceId, { before, sources, client }) {
      refuseRecent(before, clock.epochMs())
      const removed = await logs.forget({ before, sources })
      if (removed > 0)
        write(serviceId, [{ level: 'warn', text: removalText(removed, before, sources), fields: { client } }])
      return { removed }
    },
  }
}

function refuseRecent(before: number, now: number): void {
  if (before <= now - DAY) return
  throw new OmniMindError('BAD_INPUT', 'Log lines of the last 24 hours cannot be removed.', {
    nextStep: 'Give an older time.',
  })
}

function removalText(removed: number, before: number, sources: readonly string[]): string {
  const ofWhat = sources.length === 0 ? 'all logs' : sources.join(', ')
  return `${removed} lines older than ${new Date(before).toISOString()} were removed from ${ofWhat}.`
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
