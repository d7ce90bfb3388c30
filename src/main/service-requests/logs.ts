import { stripVTControlCharacters } from 'node:util'
import { AUDIT_LOG, type LogEntry } from '@shared/domain/log'
import { OmniMindError } from '@shared/errors'
import { DAY, type Clock } from '@shared/lib/clock'
import { DisposableStore } from '@shared/lib/disposable'
import type { CenterRequestDetails, CenterResponse, LogLinesQuery } from '@shared/process/center-requests'
import { didYouMean } from '@shared/lib/nearest'
import { OneAtATime } from '@shared/lib/one-at-a-time'
import { createPace, lineFilterOf, passes, type Logs } from '../logs'

export interface LogRequestsDeps {
  logs: Pick<Logs, 'write' | 'onEntry' | 'sources' | 'searchAll' | 'statistics' | 'forget'>
  /** Ids of all services, also of those that never wrote a line. */
  services: () => readonly string[]
  clock: Clock
}

type WrittenLine = CenterRequestDetails<'logs.write'>['lines'][number]

/** What services, and with them every client, may ask of the logs; of the audit trail nothing. */
export interface LogRequests {
  /**
   * @param signal ends the search; its answer interests nobody any more
   * @throws OmniMindError BAD_INPUT for a log that cannot be, REQUEST_REFUSED for the audit trail, as `forget`
   */
  search(query: LogLinesQuery, signal?: AbortSignal): Promise<CenterResponse<'logs.search'>>
  /** Writes to the asking service's own log; secrets are redacted there. Others get their turn between the lines. */
  write(
    serviceId: string,
    lines: CenterRequestDetails<'logs.write'>['lines'],
  ): Promise<CenterResponse<'logs.write'>>
  statistics(): Promise<CenterResponse<'logs.statistics'>>
  /**
   * Whoever asks, the last 24 hours stay, and the audit trail says how many lines went: clients cannot fill that one
   * until the line is gone.
   * @throws OmniMindError BAD_INPUT for a later time
   */
  forget(
    serviceId: string,
    query: CenterRequestDetails<'logs.forget'>,
  ): Promise<CenterResponse<'logs.forget'>>
}

export function createLogRequests({ logs, services, clock }: LogRequestsDeps): LogRequests {
  const writes = new OneAtATime()
  const write = (source: string, { level, text, fields }: WrittenLine): void =>
    logs.write({
      at: clock.epochMs(),
      source,
      level,
      // Written by somebody else: a terminal that shows it must not obey it.
      text: stripVTControlCharacters(text),
      stream: 'log',
      pid: null,
      ...(fields ? { fields } : {}),
    })
  /** @returns the logs that are meant: all but the audit trail when none is named */
  const chosen = (asked: readonly string[]): readonly string[] => {
    if (asked.includes(AUDIT_LOG)) throw forPeopleOnly()
    const known = [...new Set(['center', 'gateway', ...services(), ...logs.sources()])]
      .filter((source) => source !== AUDIT_LOG)
      .toSorted()
    if (asked.length === 0) return known
    const unknown = asked.find((source) => !known.includes(source))
    if (unknown === undefined) return asked
    throw new OmniMindError('BAD_INPUT', `There is no log named "${unknown.slice(0, 80)}".`, {
      nextStep: didYouMean(unknown, known),
    })
  }
  return {
    async search(query, signal) {
      const search = () => logs.searchAll({ ...query, sources: [...chosen(query.sources)] }, signal)
      const { waitMs = 0 } = query
      if (waitMs === 0) return await search()
      // Listening begins before the search, so that no line falls between the two.
      const line = nextLine(logs, clock, query, signal)
      try {
        const found = await search()
        const isLater = found.entries.length === 0 && (await line.came)
        return isLater ? await search() : found
      } finally {
        line.stop()
      }
    },
    write: (serviceId, lines) =>
      // One after the other: a client that sends many calls at once must not take a turn for each of them.
      writes.run(async () => {
        const pace = createPace(1)
        for (const line of lines) {
          if (pace.isDue()) await pace.rest()
          write(serviceId, line)
        }
        return { written: lines.length }
      }),
    statistics: async () => ({
      sources: (await logs.statistics()).filter(({ source }) => source !== AUDIT_LOG),
    }),
    async forget(serviceId, { before, sources, client }) {
      refuseRecent(before, clock.epochMs())
      const removed = await logs.forget({ before, sources: chosen(sources) })
      if (removed > 0)
        write(AUDIT_LOG, {
          level: 'warn',
          text: removalText(removed, before, sources),
          fields: { service: serviceId, client },
        })
      return { removed }
    },
  }
}

function forPeopleOnly(): OmniMindError {
  return new OmniMindError('REQUEST_REFUSED', `The log "${AUDIT_LOG}" is for people only.`, {
    nextStep: `Ask the person to look: omnimind logs ${AUDIT_LOG}.`,
  })
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
    query.sources.length === 0 ? source !== AUDIT_LOG : query.sources.includes(source)
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
