import type { ProcessSample, TrafficSample } from '@shared/domain/metrics'
import { emptyBuckets, mergeBuckets, type LatencyBuckets } from '@shared/lib/histogram'

/** What was counted of some series over some time. All whole numbers; durations in microseconds. */
export interface TrafficSums {
  calls: number
  errors: number
  requestBytes: number
  responseBytes: number
  durationUs: number
  /** Sum of the in-flight figures of all reports. */
  inFlightSum: number
  inFlightMax: number
  /** How many samples were merged. */
  reports: number
  buckets: LatencyBuckets
}

/** What a process said of itself over some time: CPU in thousandths of a percent, memory in bytes, delay in microseconds. */
export interface ProcessSums {
  samples: number
  cpuSum: number
  cpuMax: number
  rssSum: number
  rssMax: number
  lagSum: number
  lagMax: number
}

export function emptyTraffic(): TrafficSums {
  const counted = { calls: 0, errors: 0, requestBytes: 0, responseBytes: 0, durationUs: 0 }
  return { ...counted, inFlightSum: 0, inFlightMax: 0, reports: 0, buckets: emptyBuckets() }
}

/** Adds `other` into `sums`, in place: counters add up, the highest stays. */
export function mergeTraffic(sums: TrafficSums, other: TrafficSums): void {
  sums.calls += other.calls
  sums.errors += other.errors
  sums.requestBytes += other.requestBytes
  sums.responseBytes += other.responseBytes
  sums.durationUs += other.durationUs
  sums.inFlightSum += other.inFlightSum
  sums.inFlightMax = Math.max(sums.inFlightMax, other.inFlightMax)
  sums.reports += other.reports
  mergeBuckets(sums.buckets, other.buckets)
}

export function trafficOf(sample: TrafficSample): TrafficSums {
  const { calls, errors, requestBytes, responseBytes, inFlight, buckets } = sample
  const durationUs = Math.round(sample.durationSumMs * 1_000)
  const inFlights = { inFlightSum: inFlight, inFlightMax: inFlight, reports: 1 }
  return { calls, errors, requestBytes, responseBytes, durationUs, ...inFlights, buckets }
}

export function emptyProcess(): ProcessSums {
  return { samples: 0, cpuSum: 0, cpuMax: 0, rssSum: 0, rssMax: 0, lagSum: 0, lagMax: 0 }
}

/** Adds `other` into `sums`, in place. */
export function mergeProcess(sums: ProcessSums, other: ProcessSums): void {
  sums.samples += other.samples
  sums.cpuSum += other.cpuSum
  sums.cpuMax = Math.max(sums.cpuMax, other.cpuMax)
  sums.rssSum += other.rssSum
  sums.rssMax = Math.max(sums.rssMax, other.rssMax)
  sums.lagSum += other.lagSum
  sums.lagMax = Math.max(sums.lagMax, other.lagMax)
}

export function processOf(sample: ProcessSample): ProcessSums {
  const cpu = Math.round(sample.cpuPercent * 1_000)
  const rss = Math.round(sample.rssBytes)
  const lag = Math.round(sample.loopLagMs * 1_000)
  return { samples: 1, cpuSum: cpu, cpuMax: cpu, rssSum: rss, rssMax: rss, lagSum: lag, lagMax: lag }
}
