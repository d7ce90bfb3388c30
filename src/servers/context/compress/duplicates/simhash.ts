/** SimHash (Charikar 2002) of 64 bits over words: texts that differ little differ in few bits. */
export interface Fingerprint {
  high: number
  low: number
}

export function simHash(text: string): Fingerprint {
  const weights = new Int32Array(64)
  let high = 0x811c9dc5
  let low = 0x1000193
  let isWord = false
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32
    if (code > 32) {
      // FNV-1a, twice with different beginnings.
      high = Math.imul(high ^ code, 0x01000193)
      low = Math.imul(low ^ (code + 0x9e37), 0x01000193)
      isWord = true
    } else if (isWord) {
      weigh(weights, mixed(high), mixed(low))
      high = 0x811c9dc5
      low = 0x1000193
      isWord = false
    }
  }
  return { high: signs(weights, 0), low: signs(weights, 32) }
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return half ^ (half >>> 13)
}

function weigh(weights: Int32Array, high: number, low: number): void {
  for (let bit = 0; bit < 32; bit++) {
    weights[bit] = (weights[bit] ?? 0) + (((high >>> bit) & 1) * 2 - 1)
    weights[bit + 32] = (weights[bit + 32] ?? 0) + (((low >>> bit) & 1) * 2 - 1)
  }
}

function signs(weights: Int32Array, from: number): number {
  let bits = 0
  for (let bit = 0; bit < 32; bit++) if ((weights[from + bit] ?? 0) > 0) bits |= 1 << bit
  return bits
}

/** In how many of the 64 bits two fingerprints differ. */
export function distance(one: Fingerprint, other: Fingerprint): number {
  return ones(one.high ^ other.high) + ones(one.low ^ other.low)
}

function ones(bits: number): number {
  let left = bits
  let count = 0
  for (; left !== 0; count++) left &= left - 1
  return count
}
