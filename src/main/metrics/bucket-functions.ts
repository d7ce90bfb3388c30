import { emptyBuckets, type LatencyBuckets } from '@shared/lib/histogram'
import type { ReadableDatabase } from '../storage/index'
import { addEncodedBuckets, decodeBuckets, encodeBuckets } from './bucket-blob'

/** Teaches SQLite to add stored buckets: `merge_buckets(blob)` over rows, `add_buckets(a, b)` of two. */
export function registerBucketFunctions(db: ReadableDatabase): void {
  db.aggregate<unknown>('merge_buckets', {
    deterministic: true,
    start: () => emptyBuckets(),
    step: (total, blob) => addEncodedBuckets(total as LatencyBuckets, blob as Buffer),
    result: (total) => encodeBuckets(total as LatencyBuckets),
  })
  db.function('add_buckets', { deterministic: true }, (one: Buffer, other: Buffer) =>
    encodeBuckets(addEncodedBuckets(decodeBuckets(one), other)),
  )
}
