import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'

export const MAX_FILE_BYTES = 5 * 1024 * 1024

export const Encoding = z.enum(['utf-8', 'base64'])
export type Encoding = z.infer<typeof Encoding>

export interface Content {
  content: string
  encoding: Encoding
  /** Bytes that `content` stands for. */
  bytes: number
}

/** Bytes as text when they are UTF-8 without NUL, else as base64. @param isCut a character may lack its end */
export function asContent(bytes: Uint8Array, isCut: boolean): Content {
  const text = asText(bytes, isCut)
  if (text !== null)
    return { content: text, encoding: 'utf-8', bytes: isCut ? Buffer.byteLength(text) : bytes.length }
  return { content: Buffer.from(bytes).toString('base64'), encoding: 'base64', bytes: bytes.length }
}

function asText(bytes: Uint8Array, isCut: boolean): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut })
  } catch {
    return null
  }
}

/** Reads up to `length` bytes from `offset`; fewer when the file ends. */
export async function readPart(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
