/**
 * Keeps any JavaScript string exactly. SQLite holds text as UTF-8, which has no form for half a surrogate
 * pair; such a string, and only such, is kept as a blob of its UTF-16 code units. Equal strings have equal
 * stored forms, so comparisons and indexes work on the stored form.
 */
export type StoredText = string | Buffer

export function toStored(text: string): StoredText {
  return text.isWellFormed() ? text : Buffer.from(text, 'utf16le')
}

export function fromStored(stored: StoredText): string {
  return typeof stored === 'string' ? stored : stored.toString('utf16le')
}
