import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, marked as one of ours. */
export function newToken(): string {
  return `omm_${randomBytes(32).toString('base64url')}`
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Compares in a time that does not depend on where the texts differ, or on their lengths. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(one), 'hex'), Buffer.from(sha256Hex(other), 'hex'))
}
