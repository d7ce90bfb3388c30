import type { Measure } from '@shared/domain/metrics'
import { formatBytes, formatMs, formatPercent, formatRate } from './format'

export interface MeasureLook {
  label: string
  color: string
  /** A value with its unit. */
  format: (value: number) => string
}

const perSecond = (value: number): string => `${formatRate(value)}/s`
const bytesPerSecond = (value: number): string => `${formatBytes(value)}/s`

/** How each measure looks, wherever it is shown. */
export const measureLooks: Record<Measure, MeasureLook> = {
  callsPerSecond: { label: 'Calls', color: 'var(--chart-calls)', format: perSecond },
  errorsPerSecond: { label: 'Errors', color: 'var(--chart-errors)', format: perSecond },
  latencyP50Ms: { label: 'p50', color: 'var(--chart-p50)', format: formatMs },
  latencyP95Ms: { label: 'p95', color: 'var(--chart-p95)', format: formatMs },
  latencyP99Ms: { label: 'p99', color: 'var(--chart-p99)', format: formatMs },
  inFlight: { label: 'In flight', color: 'var(--chart-in-flight)', format: formatRate },
  requestBytesPerSecond: { label: 'Received', color: 'var(--chart-p50)', format: bytesPerSecond },
  responseBytesPerSecond: { label: 'Sent', color: 'var(--chart-in-flight)', format: bytesPerSecond },
  cpuPercent: { label: 'CPU', color: 'var(--chart-cpu)', format: formatPercent },
  rssBytes: { label: 'Memory', color: 'var(--chart-memory)', format: formatBytes },
  loopLagMs: { label: 'Event loop lag', color: 'var(--chart-lag)', format: formatMs },
}
