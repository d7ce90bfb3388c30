import type { WritableDatabase } from '../storage/index'
import { encodeBuckets } from './bucket-blob'
import type { ProcessSums, TrafficSums } from './sums'

/** A row that exists already takes the new one in: counters add up, the highest stays. */
const MERGE_TRAFFIC = `ON CONFLICT DO UPDATE SET
  calls = calls + excluded.calls,
  errors = errors + excluded.errors,
  request_bytes = request_bytes + excluded.request_bytes,
  response_bytes = response_bytes + excluded.response_bytes,
  duration_us = duration_us + excluded.duration_us,
  in_flight_sum = in_flight_sum + excluded.in_flight_sum,
  in_flight_max = max(in_flight_max, excluded.in_flight_max),
  reports = reports + excluded.reports,
  buckets = add_buckets(buckets, excluded.buckets)`

const MERGE_PROCESS = `ON CONFLICT DO UPDATE SET
  samples = samples + excluded.samples,
  cpu_sum = cpu_sum + excluded.cpu_sum,
  cpu_max = max(cpu_max, excluded.cpu_max),
  rss_sum = rss_sum + excluded.rss_sum,
  rss_max = max(rss_max, excluded.rss_max),
  lag_sum = lag_sum + excluded.lag_sum,
  lag_max = max(lag_max, excluded.lag_max)`

/** The sums of the columns after `series`, in the order of the table. */
const COUNTER_SUMS = `sum(calls) AS calls, sum(errors) AS errors, sum(request_bytes) AS requestBytes,
  sum(response_bytes) AS responseBytes, sum(duration_us) AS durationUs, sum(in_flight_sum) AS inFlightSum,
  max(in_flight_max) AS inFlightMax, sum(reports) AS reports`
export const TRAFFIC_SUMS = `${COUNTER_SUMS}, merge_buckets(buckets) AS buckets`
/** The same without latencies, for four fifths of the time less. */
export const TRAFFIC_COUNTS = `${COUNTER_SUMS}, x'' AS buckets`
export const PROCESS_SUMS = `sum(samples) AS samples, sum(cpu_sum) AS cpuSum, max(cpu_max) AS cpuMax,
  sum(rss_sum) AS rssSum, max(rss_max) AS rssMax, sum(lag_sum) AS lagSum, max(lag_max) AS lagMax`

export interface RowStatements {
  addTraffic(stepMs: number, at: number, series: number, row: TrafficSums): void
  addProcess(stepMs: number, at: number, series: number, row: ProcessSums): void
  /** Merges the rows of the finer resolution in [since, until) into the coarser one. */
  rollUp(fineMs: number, coarseMs: number, since: number, until: number): void
}

export function createRowStatements(db: WritableDatabase): RowStatements {
  const traffic = db.prepare(
    `INSERT INTO traffic VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${MERGE_TRAFFIC}`,
  )
  const process = db.prepare(`INSERT INTO process VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${MERGE_PROCESS}`)
  const rollUps = [
    rollUpSql('traffic', TRAFFIC_SUMS, MERGE_TRAFFIC),
    rollUpSql('process', PROCESS_SUMS, MERGE_PROCESS),
  ].map((sql) => db.prepare<[Record<string, number>]>(sql))
  return {
    addTraffic(stepMs, at, series, row) {
      const { calls, errors, requestBytes, responseBytes, durationUs, inFlightSum, inFlightMax, reports } =
        row
      const counts = [
        calls,
        errors,
        requestBytes,
        responseBytes,
        durationUs,
        inFlightSum,
        inFlightMax,
        reports,
      ]
      traffic.run(stepMs / 1_000, at, series, ...counts, encodeBuckets(row.buckets))
    },
    addProcess(stepMs, at, series, row) {
      const { samples, cpuSum, cpuMax, rssSum, rssMax, lagSum, lagMax } = row
      process.run(stepMs / 1_000, at, series, samples, cpuSum, cpuMax, rssSum, rssMax, lagSum, lagMax)
    },
    rollUp(fineMs, coarseMs, since, until) {
      for (const statement of rollUps)
        statement.run({ fine: fineMs / 1_000, coarse: coarseMs / 1_000, coarseMs, since, until })
    },
  }
}

function rollUpSql(table: string, sums: string, merge: string): string {
  return `INSERT INTO ${table}
    SELECT @coarse, at - at % @coarseMs AS step, series, ${sums} FROM ${table}
    WHERE step_s = @fine AND at >= @since AND at < @until GROUP BY step, series ${merge}`
}
