import { stripVTControlCharacters } from 'node:util'
import type { LogEntry } from '@shared/domain/log'
import { ServiceId } from '@shared/domain/service'
import { OmniMindError } from '@shared/errors'

/** A longer text is cut here, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 16 * 1024
const MAX_FIELDS_LENGTH = 32 * 1024

/** A log name that is safe as a file name: a service id, `center` or `gateway`. */
export function isSource(source: string): boolean {
  return ServiceId.safeParse(source).success
}

/** @throws OmniMindError BAD_INPUT when this is no log name */
export function requireSource(source: string): void {
  if (isSource(source)) return
  throw new OmniMindError('BAD_INPUT', `There is no log named "${source.slice(0, 80)}".`, {
    nextStep: 'Name a service, "center" or "gateway".',
  })
}

/**
 * The entry as it is stored and shown: colours of a terminal stripped from process output, secrets
 * redacted, long texts cut with a note, and fields that JSON can carry.
 */
export function cleanEntry(entry: LogEntry, redact: (text: string) => string): LogEntry {
  const { at, source, level, stream, pid, fields } = entry
  const text = cut(redact(stream === 'log' ? entry.text : withoutColours(entry.text)))
  return {
    at,
    source,
    level,
    text,
    stream,
    pid,
    ...(fields === undefined ? {} : { fields: cleanFields(fields, redact) }),
  }
}

function withoutColours(text: string): string {
  return text.includes('\u001b') || text.includes('\u009b') ? stripVTControlCharacters(text) : text
}

function cut(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text
  return `${text.slice(0, MAX_TEXT_LENGTH).toWellFormed()} ... [cut, ${text.length} characters in all]`
}

/** Fields come from anywhere: circular values, functions and huge ones must not cost the line. */
function cleanFields(
  fields: Record<string, unknown>,
  redact: (text: string) => string,
): Record<string, unknown> {
  const text = stringify(fields)
  if (text === null) return { note: 'The fields could not be written as JSON.' }
  if (text.length > MAX_FIELDS_LENGTH) return { note: `The fields were left out: ${text.length} characters.` }
  try {
    return JSON.parse(redact(text)) as Record<string, unknown>
  } catch {
    return { note: 'The fields held a secret and were left out.' }
  }
}

function stringify(fields: Record<string, unknown>): string | null {
  try {
    const text: string | undefined = JSON.stringify(fields, (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value)
      return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value
    })
    return text ?? null
  } catch {
    return null
  }
}
