import { createHash, timingSafeEqual } from 'node:crypto'

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Compares in a time that does not depend on where the texts differ, or on their lengths. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(one), 'hex'), Buffer.from(sha256Hex(other), 'hex'))
}
