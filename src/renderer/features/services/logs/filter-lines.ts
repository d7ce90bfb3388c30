import { LogLevel, type LogEntry } from '@shared/domain/log'
import { formatClockMs } from '../../../ui/format'

const order = LogLevel.options

/** Lines at or above a level that hold the text, whatever its case, in their words or fields. */
export function filterLines<T extends LogEntry>(
  lines: readonly T[],
  text: string,
  minLevel: LogLevel,
): readonly T[] {
  const wanted = text.trim().toLowerCase()
  const lowest = order.indexOf(minLevel)
  if (wanted === '' && lowest === 0) return lines
  return lines.filter(
    (line) =>
      order.indexOf(line.level) >= lowest &&
      (wanted === '' || `${line.text} ${fieldsText(line)}`.toLowerCase().includes(wanted)),
  )
}

/** `key=value` pairs of a line's fields. */
export function fieldsText(line: LogEntry): string {
  if (!line.fields) return ''
  return Object.entries(line.fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}

/** Lines as plain text, to be copied. */
export function logText(lines: readonly LogEntry[]): string {
  return lines
    .map((line) =>
      `${formatClockMs(line.at)} ${line.level.padEnd(5)} ${line.text} ${fieldsText(line)}`.trimEnd(),
    )
    .join('\n')
}
