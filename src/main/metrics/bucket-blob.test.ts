import { expect, test } from 'vitest'
import { emptyBuckets, LATENCY_BOUNDS_MS } from '@shared/lib/histogram'
import { seededRandom } from '../../../tests/support/statistics'
import { addEncodedBuckets, decodeBuckets, encodeBuckets } from './bucket-blob'

test('any counts come back, alone and added', () => {
  const random = seededRandom(3)
  const sample = (): number[] =>
    emptyBuckets().map(() => (random() < 0.6 ? 0 : Math.floor(random() * 2 ** Math.floor(random() * 50))))
  for (let n = 0; n < 500; n++) {
    const [one, other] = [sample(), sample()]
    expect(decodeBuckets(encodeBuckets(one))).toEqual(one)
    const sum = one.map((count, index) => count + (other[index] ?? 0))
    expect(addEncodedBuckets([...one], encodeBuckets(other))).toEqual(sum)
  }
})

test('a second of calls takes a few bytes', () => {
  const buckets = emptyBuckets()
  buckets[2] = 90
  buckets[5] = 3
  expect(encodeBuckets(buckets)).toHaveLength(4)
  expect(encodeBuckets(emptyBuckets())).toHaveLength(0)
})

test('damaged bytes do no harm', () => {
  const random = seededRandom(4)
  for (let n = 0; n < 500; n++) {
    const bytes = Uint8Array.from({ length: n % 40 }, () => Math.floor(random() * 256))
    expect(decodeBuckets(bytes)).toHaveLength(LATENCY_BOUNDS_MS.length + 1)
  }
})

test('the bounds are those the stored blobs were written with: change them only with a migration', () => {
  expect(LATENCY_BOUNDS_MS).toEqual([
    0.25, 0.5, 1, 2.5, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000,
    300_000,
  ])
})
