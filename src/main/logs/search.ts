import { LogEntry, LogLevel } from '@shared/domain/log'
import type { LogSnapshot } from './log-file'
import { readBackwards } from './read-backwards'

export interface LogFilter {
  /** Looked for in the text and the fields, ignoring case; empty finds all. */
  text: string
  minLevel: LogLevel
  /** UTC epoch ms, exclusive. */
  before?: number | undefined
  limit: number
}

export interface LogPage {
  /** Newest last. */
  entries: LogEntry[]
  more: boolean
}

const ranks = new Map<unknown, number>(LogLevel.options.map((level, rank) => [level, rank]))

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

/** Parses a line when it passes; damaged lines never do. Most lines are refused before they are parsed. */
function lineFilter({ text, minLevel, before = Infinity }: LogFilter): (line: string) => LogEntry | null {
  const wanted = text.toLowerCase()
  // As the text stands inside JSON; a line without it cannot hold an entry with it.
  const wantedInJson = JSON.stringify(text).slice(1, -1).toLowerCase()
  const minRank = ranks.get(minLevel) ?? 0
  return (line) => {
    if (wanted !== '' && !line.toLowerCase().includes(wantedInJson)) return null
    const value = parseJson(line)
    if ((ranks.get(value['level']) ?? -1) < minRank || Number(value['at']) >= before) return null
    const entry = LogEntry.safeParse(value)
    return entry.success && holds(entry.data, wanted) ? entry.data : null
  }
}

function holds(entry: LogEntry, wanted: string): boolean {
  if (entry.text.toLowerCase().includes(wanted)) return true
  return entry.fields !== undefined && JSON.stringify(entry.fields).toLowerCase().includes(wanted)
}

function parseJson(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
