import type { OpenFile } from '../kit/folders/folders'

export interface TextPart {
  content: string
  /** Bytes from the beginning of the file. */
  offset: number
  nextOffset: number | null
  size: number
}

/** Of a character in UTF-8. */
const MAX_CHARACTER_BYTES = 4

/**
 * Some bytes of a UTF-8 text, less the parts of characters at both ends. Of bytes that are no UTF-8 none is left out: whoever
 * goes on at `nextOffset` sees all of the file.
 * @param length at least the four bytes of a character, so that there is always progress
 */
export async function readPart(
  { file, stats: { size } }: OpenFile,
  offset: number,
  length: number,
): Promise<TextPart> {
  const before = Math.min(offset, MAX_CHARACTER_BYTES - 1)
  const wanted = before + length
  const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset - before)
  const lead = buffer.subarray(0, Math.min(before, bytesRead))
  const bytes = buffer.subarray(lead.length, bytesRead)
  const isEnd = bytes.length < length || offset + bytes.length >= size
  const start = leadingRest(lead, bytes)
  const end = isEnd ? bytes.length : Math.max(start, bytes.length - trailingRest(bytes))
  return {
    content: bytes.toString('utf8', start, end),
    offset: offset + start,
    nextOffset: isEnd ? null : offset + end,
    size,
  }
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** Bytes at the beginning that continue the character which begins in `before`. */
function leadingRest(before: Buffer, bytes: Buffer): number {
  const begun = trailingRest(before)
  if (begun === 0) return 0
  const missing = lengthOfCharacter(before[before.length - begun] ?? 0) - begun
  let count = 0
  while (count < missing && isContinuation(bytes[count])) count++
  return count
}

/** Bytes at the end that begin a character which goes on behind them. */
function trailingRest(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (!isContinuation(byte)) return back < lengthOfCharacter(byte) ? back : 0
  }
  return 0
}

/** By the first byte of its UTF-8 form (RFC 3629). */
function lengthOfCharacter(first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}
