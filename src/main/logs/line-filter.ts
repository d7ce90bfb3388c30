import { LogEntry, LogLevel } from '@shared/domain/log'

/** Which lines are wanted; a part that is absent lets all pass. */
export interface LineFilter {
  /** Looked for in the text, and in the fields both as they are and as their JSON, ignoring case; empty finds all. */
  text: string
  minLevel: LogLevel
  /** UTC epoch ms, inclusive. */
  from?: number | undefined
  /** UTC epoch ms, exclusive. */
  before?: number | undefined
}

const ranks = new Map<unknown, number>(LogLevel.options.map((level, rank) => [level, rank]))
/** Every line begins so, in the order in which `cleanEntry` names the members. */
const LINE_START = /^\{"at":(\d+),/

/** Parses a line when it passes; damaged lines never do. Most lines are refused before they are parsed. */
export function lineFilter(filter: LineFilter): (line: string) => LogEntry | null {
  const { text, minLevel, from = -Infinity, before = Infinity } = filter
  const wanted = wantedText(text)
  const minRank = ranks.get(minLevel) ?? 0
  const isOutside = (at: number): boolean => at < from || at >= before
  return (line) => {
    if (isOutside(timeOf(line) ?? from)) return null
    // The line is JSON, and so are its fields: what is not in it, cannot be in its entry.
    if (text !== '' && !isInJson(line, wanted)) return null
    const value = parseJson(line)
    if ((ranks.get(value['level']) ?? -1) < minRank || isOutside(Number(value['at']))) return null
    const entry = LogEntry.safeParse(value)
    return entry.success && holds(entry.data, wanted) ? entry.data : null
  }
}

/** Whether an entry passes that was parsed already. */
export function passes(entry: LogEntry, { text, minLevel, from, before }: LineFilter): boolean {
  return (
    (ranks.get(entry.level) ?? -1) >= (ranks.get(minLevel) ?? 0) &&
    entry.at >= (from ?? -Infinity) &&
    entry.at < (before ?? Infinity) &&
    holds(entry, wantedText(text))
  )
}

/** The time of a line without parsing it, UTC epoch ms; null when it does not begin as our lines do. */
export function timeOf(line: string): number | null {
  const found = LINE_START.exec(line)
  return found ? Number(found[1]) : null
}

interface Wanted {
  plain: string
  /** As it stands inside of a JSON string: with quotes and backslashes escaped. */
  escaped: string
}

function wantedText(text: string): Wanted {
  return { plain: text.toLowerCase(), escaped: JSON.stringify(text).slice(1, -1).toLowerCase() }
}

function holds({ text, fields }: LogEntry, wanted: Wanted): boolean {
  if (text.toLowerCase().includes(wanted.plain)) return true
  return fields !== undefined && isInJson(JSON.stringify(fields), wanted)
}

/** Within one of its strings, or across them as they are shown. */
function isInJson(json: string, { plain, escaped }: Wanted): boolean {
  const lower = json.toLowerCase()
  return lower.includes(escaped) || (escaped !== plain && lower.includes(plain))
}

function parseJson(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
