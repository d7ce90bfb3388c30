import { emptyBuckets, type LatencyBuckets } from '@shared/lib/histogram'

/**
 * Latency buckets as bytes: for each bucket that is not empty the number of empty ones before it and its
 * count, both as varints (seven bits a byte, lowest first). A second of calls takes two to six bytes.
 * The bounds themselves are not stored: whoever changes LATENCY_BOUNDS_MS adds a migration.
 */
export function encodeBuckets(buckets: readonly number[]): Buffer {
  const bytes: number[] = []
  let skipped = 0
  for (const count of buckets) {
    if (count === 0) {
      skipped += 1
      continue
    }
    pushVarint(bytes, skipped)
    pushVarint(bytes, count)
    skipped = 0
  }
  return Buffer.from(bytes)
}

/** Adds stored buckets into `target`; what lies beyond its end (foreign bytes) is left out. */
export function addEncodedBuckets(target: LatencyBuckets, blob: Uint8Array): LatencyBuckets {
  let position = 0
  const next = (): number => {
    let value = 0
    for (let scale = 1; position < blob.length; scale *= 128) {
      const byte = blob[position++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) break
    }
    return value
  }
  for (let index = 0; position < blob.length; index++) {
    index += next()
    const count = next()
    if (index < target.length) target[index] = (target[index] ?? 0) + count
  }
  return target
}

export function decodeBuckets(blob: Uint8Array): LatencyBuckets {
  return addEncodedBuckets(emptyBuckets(), blob)
}

/** Counts reach beyond 32 bits in a busy year, so this divides instead of shifting. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}
