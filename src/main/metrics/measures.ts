import type { Measure } from '@shared/domain/metrics'
import { quantile } from '@shared/lib/histogram'
import type { ProcessSums, TrafficSums } from './sums'

/** Average over the step, or the highest single value in it (gauges only). */
export type Statistic = 'average' | 'peak'

interface TrafficStep {
  sums: TrafficSums
  /** How much of the step was measured. */
  seconds: number
  statistic: Statistic
}

interface ProcessStep {
  sums: ProcessSums
  statistic: Statistic
}

/** Each measure, from the sums of one step that was measured; null when there is nothing to say (no call, no latency). */
export const trafficMeasures: Partial<Record<Measure, (step: TrafficStep) => number | null>> = {
  callsPerSecond: ({ sums, seconds }) => sums.calls / seconds,
  errorsPerSecond: ({ sums, seconds }) => sums.errors / seconds,
  requestBytesPerSecond: ({ sums, seconds }) => sums.requestBytes / seconds,
  responseBytesPerSecond: ({ sums, seconds }) => sums.responseBytes / seconds,
  latencyP50Ms: ({ sums }) => quantile(sums.buckets, 0.5),
  latencyP95Ms: ({ sums }) => quantile(sums.buckets, 0.95),
  latencyP99Ms: ({ sums }) => quantile(sums.buckets, 0.99),
  // A report stands for one second; seconds without a report had nothing in flight.
  inFlight: ({ sums, seconds, statistic }) =>
    statistic === 'peak' ? sums.inFlightMax : sums.inFlightSum / Math.max(1, seconds),
}

export const processMeasures: Partial<Record<Measure, (step: ProcessStep) => number>> = {
  cpuPercent: ({ sums, statistic }) => gauge(statistic, sums.cpuSum, sums.cpuMax, sums.samples) / 1_000,
  rssBytes: ({ sums, statistic }) => Math.round(gauge(statistic, sums.rssSum, sums.rssMax, sums.samples)),
  loopLagMs: ({ sums, statistic }) => gauge(statistic, sums.lagSum, sums.lagMax, sums.samples) / 1_000,
}

function gauge(statistic: Statistic, sum: number, max: number, samples: number): number {
  return statistic === 'peak' ? max : sum / Math.max(1, samples)
}
