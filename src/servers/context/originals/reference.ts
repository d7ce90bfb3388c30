import { hash } from 'node:crypto'

/** The name of a text by its content: SHA-256 of its UTF-16 code units, so that halves of surrogate pairs count too. */
export function contentHash(text: string): string {
  return hash('sha256', Buffer.from(text, 'utf16le'), 'hex')
}

/** 48 bits: short to read, and the store refuses a second text of the same reference. */
const REFERENCE_LENGTH = 12

export const referenceOf = (text: string): string => contentHash(text).slice(0, REFERENCE_LENGTH)
