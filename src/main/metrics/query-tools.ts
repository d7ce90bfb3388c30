import type { ToolStats } from '@shared/domain/metrics'
import { quantile } from '@shared/lib/histogram'
import type { RowReader } from './read-rows'
import { gridFor, type Range } from './resolutions'

/** The edges of the range are as exact as a chart of this many points. */
const EXACTNESS = 300

/** Totals of every target of a service over the range, the most called first. */
export function queryTools(
  query: Range & { serviceId: string },
  rows: RowReader,
  nowMs: number,
): ToolStats[] {
  const { resolution, startMs } = gridFor(query, nowMs, EXACTNESS)
  const targets = rows.targets(query.serviceId, { fromMs: startMs, toMs: query.toMs, resolution })
  return [...targets]
    .map(([target, sums]) => ({
      target,
      calls: sums.calls,
      errors: sums.errors,
      p50Ms: quantile(sums.buckets, 0.5),
      p95Ms: quantile(sums.buckets, 0.95),
      p99Ms: quantile(sums.buckets, 0.99),
      requestBytes: sums.requestBytes,
      responseBytes: sums.responseBytes,
    }))
    .sort((a, b) => b.calls - a.calls || a.target.localeCompare(b.target))
}
