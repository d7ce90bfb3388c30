import type { LogEntry } from '@shared/domain/log'
import { batchStream } from '@shared/lib/batch-stream'
import type { Clock } from '@shared/lib/clock'
import type { Emitter } from '@shared/lib/emitter'
import type { LogSnapshot } from './log-file'
import { search } from './search'

const INTERVAL_MS = 100
const MAX_LINES = 500

/** Some lines of a log, oldest first; `dropped` came before them and were left out under load. */
export interface LogBatch {
  entries: LogEntry[]
  dropped: number
}

export interface TailDeps {
  source: string
  backlog: number
  onEntry: Emitter<LogEntry>
  snapshot(): LogSnapshot
  clock: Clock
  signal: AbortSignal | undefined
}

/**
 * The last `backlog` lines, then new ones as they come: in batches of at most 500, at most every 100 ms.
 * No line is missed or doubled between the two: subscription and snapshot happen in one turn.
 */
export async function* tail(deps: TailDeps): AsyncGenerator<LogBatch, void, void> {
  const left = new AbortController()
  const signal = deps.signal ? AbortSignal.any([deps.signal, left.signal]) : left.signal
  const live = batchStream<LogEntry>({
    subscribe: (push) => deps.onEntry.on((entry) => entry.source === deps.source && push([entry])),
    clock: deps.clock,
    intervalMs: INTERVAL_MS,
    maxItems: MAX_LINES,
    signal,
  })
  try {
    const firstLive = live.next()
    yield* backlogOf(deps.snapshot(), deps.backlog)
    for (let next = await firstLive; !next.done; next = await live.next())
      yield { entries: next.value.items, dropped: next.value.dropped }
  } finally {
    left.abort()
  }
}

async function* backlogOf(snapshot: LogSnapshot, limit: number): AsyncGenerator<LogBatch, void, void> {
  const { entries } = await search(snapshot, { text: '', minLevel: 'debug', limit })
  // Lines of one millisecond come together, which may be more than was asked for.
  const wanted = limit === 0 ? [] : entries.slice(-limit)
  for (let start = 0; start < wanted.length; start += MAX_LINES)
    yield { entries: wanted.slice(start, start + MAX_LINES), dropped: 0 }
}
