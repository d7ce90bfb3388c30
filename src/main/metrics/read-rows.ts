import type { ReadableDatabase } from '../storage/index'
import { decodeBuckets } from './bucket-blob'
import { RESOLUTIONS, type Range } from './resolutions'
import { PROCESS_SUMS, TRAFFIC_COUNTS, TRAFFIC_SUMS } from './row-statements'
import { mergeProcess, mergeTraffic, type ProcessSums, type TrafficSums } from './sums'

/** Which traffic: `all` of it, that of one source, or one target of it. */
export interface TrafficFilter {
  source: string
  target?: string | undefined
  /** False leaves the latency buckets empty, which is much quicker. */
  withLatency: boolean
}

/** Where to read: rows of RESOLUTIONS[resolution] in the range, merged into steps of `stepMs`. */
export interface Place extends Range {
  resolution: number
  stepMs: number
}

/** Steps without rows are missing from the maps; the keys are the starts of the steps. */
export interface RowReader {
  traffic(filter: TrafficFilter, place: Place): Map<number, TrafficSums>
  process(source: string, place: Place): Map<number, ProcessSums>
  /** By target, over the whole range. */
  targets(source: string, place: Omit<Place, 'stepMs'>): Map<string, TrafficSums>
}

type Key = { key: number | string }
type StoredTraffic = Key & Omit<TrafficSums, 'buckets'> & { buckets: Buffer }
type Values = Record<string, string | number>

const STEP = 'at - at % @stepMs'
const OF_SOURCE = 'AND series IN (SELECT id FROM series WHERE source = @source)'
const OF_TARGET = 'AND series IN (SELECT id FROM series WHERE source = @source AND target = @target)'

const grouped = (key: string, sums: string, table: string, where: string): string =>
  `SELECT ${key} AS key, ${sums} FROM ${table}
   WHERE step_s = @rowS AND at >= @fromMs AND at < @toMs ${where} GROUP BY 1`

/**
 * Reads rows of a resolution together with the finer rows that were not rolled up into it yet: up to the
 * moment of its last roll-up the coarse rows count, after it the finer ones, and so on down to the seconds.
 * So every sample is met exactly once.
 */
export function createRowReader(db: ReadableDatabase): RowReader {
  const rolled = db.prepare<[], [number, number]>('SELECT step_s, until FROM rolled').raw()
  const traffic = (key: string, where: string, sums = TRAFFIC_SUMS) =>
    db.prepare<[Values], StoredTraffic>(grouped(key, sums, 'traffic', where))
  const inSteps = (where: string) => ({
    full: traffic(STEP, where),
    counts: traffic(STEP, where, TRAFFIC_COUNTS),
  })
  const ofAll = inSteps('')
  const ofSource = inSteps(OF_SOURCE)
  const ofTarget = inSteps(OF_TARGET)
  const byTarget = traffic('(SELECT target FROM series WHERE id = series)', OF_SOURCE)
  const process = db.prepare<[Values], Key & ProcessSums>(grouped(STEP, PROCESS_SUMS, 'process', OF_SOURCE))

  const parts = (place: Omit<Place, 'stepMs'>): Values[] => partsOf(place, new Map(rolled.all()))
  const readTraffic = (query: typeof byTarget, place: Omit<Place, 'stepMs'>, values: Values) =>
    parts(place)
      .flatMap((part) => query.all({ ...values, ...part }))
      .map((row) => ({ ...row, buckets: decodeBuckets(row.buckets) }))

  return {
    traffic({ source, target, withLatency }, place) {
      const queries = source === 'all' ? ofAll : target === undefined ? ofSource : ofTarget
      const only: Values = source === 'all' ? {} : target === undefined ? { source } : { source, target }
      const query = withLatency ? queries.full : queries.counts
      return merged(readTraffic(query, place, { stepMs: place.stepMs, ...only }), Number, mergeTraffic)
    },
    process(source, place) {
      const rows = parts(place).flatMap((part) => process.all({ ...part, source, stepMs: place.stepMs }))
      return merged(rows, Number, mergeProcess)
    },
    targets: (source, place) => merged(readTraffic(byTarget, place, { source }), String, mergeTraffic),
  }
}

/** The parts of the range and the width of the rows that each is read from. */
function partsOf(
  { fromMs, toMs, resolution }: Omit<Place, 'stepMs'>,
  rolledUntil: Map<number, number>,
): Values[] {
  const parts: Values[] = []
  let doneMs = fromMs
  for (let index = resolution; index >= 0; index--) {
    const rowS = (RESOLUTIONS[index]?.stepMs ?? 0) / 1_000
    const untilMs = Math.min(toMs, index === 0 ? Infinity : (rolledUntil.get(rowS) ?? 0))
    if (untilMs <= doneMs) continue
    parts.push({ rowS, fromMs: doneMs, toMs: untilMs })
    doneMs = untilMs
  }
  return parts
}

/** Two parts may share a step. */
function merged<Row extends Key, K>(
  rows: readonly Row[],
  keyOf: (key: unknown) => K,
  merge: (sums: Row, other: Row) => void,
): Map<K, Row> {
  const map = new Map<K, Row>()
  for (const row of rows) {
    const there = map.get(keyOf(row.key))
    if (there) merge(there, row)
    else map.set(keyOf(row.key), row)
  }
  return map
}
