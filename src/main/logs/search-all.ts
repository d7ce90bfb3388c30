import type { LogEntry } from '@shared/domain/log'
import type { FoundLogEntry, LogLines, LogLinesQuery } from '@shared/process/center-requests'
import type { z } from 'zod'
import { cutEntry, Page } from './cut-entry'
import { lineFilter, timeOf, type LineFilter } from './line-filter'
import type { LogSnapshot } from './log-file'
import { createPace, type Pace } from './pace'
import { readBackwards } from './read-backwards'

export type LogLinesPage = z.infer<typeof LogLines>

/** A wall clock that is set back puts lines out of order; by more than this and `from` may miss some. */
const OUT_OF_ORDER_MS = 2_000

/**
 * Lines of several logs in one order of time: `limit` of them when there are so many and one answer carries them. Files are read from
 * their ends, piece by piece and no further than needed, and others get their turn after 5 ms.
 * @throws the signal's reason, once it is aborted
 */
export async function searchAll(
  snapshots: readonly LogSnapshot[],
  query: LogLinesQuery,
  signal?: AbortSignal,
): Promise<LogLinesPage> {
  const { from, skip = 0, limit, maxLineLength } = query
  const reading = { filter: lineFilterOf(query), from: from ?? -Infinity, pace: createPace(), signal }
  const found = newestFirst(snapshots.map((snapshot) => entriesOf(snapshot, reading)))
  const wanted = { skip, limit, maxLineLength }
  return await (query.order === 'oldest-first' ? lastOf(found, wanted) : firstOf(found, wanted))
}

export function lineFilterOf({ text, minLevel, from, to }: LogLinesQuery): LineFilter {
  return { text, minLevel, from: from ?? undefined, before: to ?? undefined }
}

type Entries = AsyncGenerator<LogEntry, void, void>

interface Reading {
  filter: LineFilter
  from: number
  /** One for all logs, as they are read in the same turns. */
  pace: Pace
  signal: AbortSignal | undefined
}

/** Newest first. */
async function* entriesOf(snapshot: LogSnapshot, { filter, from, pace, signal }: Reading): Entries {
  const parse = lineFilter(filter)
  for await (const lines of readBackwards(snapshot)) {
    signal?.throwIfAborted()
    for (const line of lines) {
      if (pace.isDue()) await pace.rest()
      if ((timeOf(line) ?? from) < from - OUT_OF_ORDER_MS) return
      const entry = parse(line)
      if (entry) yield entry
    }
  }
}

/** Merges streams that are each newest first; of one moment, the first stream's lines come first. */
async function* newestFirst(streams: readonly Entries[]): Entries {
  try {
    const heads = await Promise.all(streams.map((stream) => stream.next()))
    for (;;) {
      const newest = newestOf(heads)
      const entry = heads[newest]
      const stream = streams[newest]
      if (!stream || !entry || entry.done) return
      yield entry.value
      heads[newest] = await stream.next()
    }
  } finally {
    // Files that were not read to their beginning are closed.
    await Promise.all(streams.map((stream) => stream.return()))
  }
}

/** @returns its index; -1 when all streams have ended */
function newestOf(heads: readonly IteratorResult<LogEntry, void>[]): number {
  let newest = -1
  let at = -Infinity
  for (const [n, head] of heads.entries()) {
    if (head.done || head.value.at <= at) continue
    newest = n
    at = head.value.at
  }
  return newest
}

type Wanted = Pick<LogLinesQuery, 'limit' | 'maxLineLength'> & { skip: number }

async function firstOf(found: Entries, { skip, limit, maxLineLength }: Wanted): Promise<LogLinesPage> {
  const page = new Page(limit)
  let skipped = 0
  for await (const entry of found) {
    if (skipped++ < skip) continue
    if (!page.add(cutEntry(entry, maxLineLength))) return { entries: page.entries, more: true }
  }
  return { entries: page.entries, more: false }
}

/** The oldest ones, oldest first; not more than twice as many as are wanted are held at a time. */
async function lastOf(found: Entries, { skip, limit, maxLineLength }: Wanted): Promise<LogLinesPage> {
  const wanted = skip + limit
  let seen = 0
  let held: FoundLogEntry[] = []
  for await (const entry of found) {
    seen += 1
    held.push(cutEntry(entry, maxLineLength))
    if (held.length > 2 * wanted) held = held.slice(-wanted)
  }
  const page = new Page(limit)
  const oldest = held.slice(-wanted).toReversed().slice(skip)
  const isWhole = oldest.every((entry) => page.add(entry))
  return { entries: page.entries, more: seen > wanted || !isWhole }
}
