import { z } from 'zod'
import { ToolError } from './define-tool'

const Base64 = z.base64()

/**
 * The bytes of base64 (RFC 4648, 4), which may be broken into lines. Node's own decoder passes over whatever it does not
 * know and gives the rest.
 * @throws ToolError when it is none
 */
export function bytesOfBase64(text: string): Buffer {
  const joined = text.replace(/\s+/g, '')
  if (!Base64.safeParse(joined).success)
    throw new ToolError('The content is not base64: only A-Z, a-z, 0-9, + and /, filled up with = to fours.')
  return Buffer.from(joined, 'base64')
}
