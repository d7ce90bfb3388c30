import type { LogEntry } from '@shared/domain/log'
import { lineFilter, type LineFilter } from './line-filter'
import type { LogSnapshot } from './log-file'
import { readBackwards } from './read-backwards'

export interface LogFilter extends LineFilter {
  limit: number
}

export interface LogPage {
  /** Newest last. */
  entries: LogEntry[]
  more: boolean
}

/**
 * The newest entries that pass the filter, read from the end without loading the rest. A page may be a
 * little longer than the limit: `before` pages back by milliseconds, so entries of the same millisecond
 * as the oldest one belong to the same page.
 */
export async function search(snapshot: LogSnapshot, filter: LogFilter): Promise<LogPage> {
  const found: LogEntry[] = []
  const parse = lineFilter(filter)
  for await (const lines of readBackwards(snapshot)) {
    for (const line of lines) {
      const entry = parse(line)
      if (!entry) continue
      if (found.length >= filter.limit && entry.at !== found.at(-1)?.at)
        return { entries: found.toReversed(), more: true }
      found.push(entry)
    }
  }
  return { entries: found.toReversed(), more: false }
}
