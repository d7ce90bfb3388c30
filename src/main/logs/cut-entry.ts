import type { LogEntry } from '@shared/domain/log'
import type { FoundLogEntry } from '@shared/process/center-requests'

/** One answer crosses main's loop whole: so much text and fields it may carry, in UTF-16 code units. */
const MAX_PAGE_LENGTH = 1_000_000

/** The entry with its text and its fields, as JSON, no longer than this; `isCut` says so. */
export function cutEntry(entry: LogEntry, maxLength = Number.POSITIVE_INFINITY): FoundLogEntry {
  const { fields, ...rest } = entry
  const isTextCut = entry.text.length > maxLength
  const json = fields === undefined ? '' : JSON.stringify(fields)
  const isFieldsCut = json.length > maxLength
  if (!isTextCut && !isFieldsCut) return entry
  return {
    ...rest,
    text: isTextCut ? beginning(entry.text, maxLength) : entry.text,
    ...(fields === undefined
      ? {}
      : { fields: isFieldsCut ? { beginning: beginning(json, maxLength) } : fields }),
    isCut: true,
  }
}

/** What one answer carries: so many entries, at least one, and not more than `MAX_PAGE_LENGTH`. */
export class Page {
  readonly entries: FoundLogEntry[] = []
  readonly #limit: number
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns false when there is no room left for it */
  add(entry: FoundLogEntry): boolean {
    this.#length += lengthOf(entry)
    const isFull = this.entries.length === this.#limit || this.#length > MAX_PAGE_LENGTH
    if (isFull && this.entries.length > 0) return false
    this.entries.push(entry)
    return true
  }
}

function lengthOf({ text, fields }: LogEntry): number {
  return text.length + (fields === undefined ? 0 : JSON.stringify(fields).length)
}

function beginning(text: string, length: number): string {
  return text.slice(0, length).toWellFormed()
}
