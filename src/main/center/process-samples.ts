import type { ProcessSample } from '@shared/domain/metrics'
import type { ProcessUsage, ServiceSnapshot } from '@shared/domain/service'

/** One sample for each process that told its usage; processes that are down leave a gap. */
export function processSamples(
  snapshots: readonly ServiceSnapshot[],
  center: ProcessUsage,
  uptimeMs: number,
): ProcessSample[] {
  const own: ProcessSample = { source: 'center', pid: process.pid, ...center, uptimeMs, restarts: 0 }
  const running = snapshots.flatMap(
    ({ id, pid, usage, uptimeMs: serviceUptimeMs, restarts }): ProcessSample[] =>
      pid === null || usage === null
        ? []
        : [{ source: id, pid, ...usage, uptimeMs: serviceUptimeMs, restarts }],
  )
  return [own, ...running]
}
