import { LogLevel, type LogEntry } from '@shared/domain/log'
import { eventStream } from '@shared/lib/event-stream'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function logRoutes(os: FaultyContract, state: FakeState) {
  const of = (source: string): LogEntry[] => state.logs.filter((entry) => entry.source === source)
  return {
    search: os.logs.search.handler(({ input }) => {
      const lowest = LogLevel.options.indexOf(input.minLevel)
      const fitting = of(input.source).filter(
        (entry) =>
          (input.before === undefined || entry.at < input.before) &&
          LogLevel.options.indexOf(entry.level) >= lowest &&
          entry.text.toLowerCase().includes(input.text.toLowerCase()),
      )
      return { entries: fitting.slice(-input.limit), more: fitting.length > input.limit }
    }),
    tail: os.logs.tail.handler(async function* ({ input, signal }) {
      const backlog = of(input.source).slice(-input.backlog)
      if (backlog.length > 0) yield { entries: backlog, dropped: 0 }
      yield* eventStream<{ entries: LogEntry[]; dropped: number }>(
        (push) =>
          state.logged.on((entries) => {
            const mine = entries.filter((entry) => entry.source === input.source)
            if (mine.length > 0) push({ entries: mine, dropped: 0 })
          }),
        signal,
      )
    }),
  }
}
