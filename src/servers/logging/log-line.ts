import { LogLevel } from '@shared/domain/log'
import { visibleText } from '@shared/lib/visible-text'
import type { FoundLogEntry } from '@shared/process/center-requests'
import { z } from 'zod'

/** One answer, in UTF-16 code units: some 25,000 tokens. */
const MAX_ANSWER_LENGTH = 100_000
export const DEFAULT_LINE_LENGTH = 2_000
/** Stored texts are cut at 16 KB, so this shows every one whole. */
export const MAX_LINE_LENGTH = 40_000

/** A log line as tools show it. */
export const LogLine = z.object({
  at: z.string().describe('ISO time, UTC'),
  level: LogLevel,
  service: z.string(),
  text: z.string(),
  fields: z.string().optional().describe('JSON'),
  isCut: z.boolean().optional().describe('True when text or fields were longer than maxLineLength'),
})
export type LogLine = z.infer<typeof LogLine>

export interface ShownLines {
  lines: LogLine[]
  /** How many of the entries they are, from the first one on. */
  count: number
}

/** As many entries as one answer carries; characters nobody would see are written out. */
export function showLines(entries: readonly FoundLogEntry[], maxLineLength: number): ShownLines {
  const lines: LogLine[] = []
  let length = 0
  for (const entry of entries) {
    const line = showLine(entry, maxLineLength)
    length += line.text.length + (line.fields?.length ?? 0) + 60
    if (lines.length > 0 && length > MAX_ANSWER_LENGTH) break
    lines.push(line)
  }
  return { lines, count: lines.length }
}

function showLine({ at, level, source, text, fields, ...found }: FoundLogEntry, maxLength: number): LogLine {
  const shown = visibleText(text)
  const shownFields = fields === undefined ? undefined : visibleText(JSON.stringify(fields))
  const isCut = found.isCut || shown.length > maxLength || (shownFields?.length ?? 0) > maxLength
  return {
    at: new Date(at).toISOString(),
    level,
    service: source,
    text: cut(shown, maxLength),
    ...(shownFields === undefined ? {} : { fields: cut(shownFields, maxLength) }),
    ...(isCut ? { isCut } : {}),
  }
}

/** Lines for a model. What goes on over several lines is indented, so that no text can pass for another log line. */
export function linesAsText(lines: readonly LogLine[]): string {
  const all = lines.map(({ at, level, service, text, fields, isCut }) => {
    const rest = [text, fields, isCut ? '[cut; ask again with a greater maxLineLength]' : undefined]
    const what = rest.filter(Boolean).join(' ')
    return `${at} ${level.padEnd(5)} ${service}: ${what.replaceAll('\n', '\n    | ')}`
  })
  return all.join('\n')
}

function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? text.slice(0, maxLength).toWellFormed() : text
}
