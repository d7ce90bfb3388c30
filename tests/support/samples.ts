import type { ProcessSample, TrafficSample } from '../../src/shared/domain/metrics'
import type { ServiceSnapshot } from '../../src/shared/domain/service'
import { unknownHealth } from '../../src/shared/domain/service'
import { emptyBuckets, observe } from '../../src/shared/lib/histogram'

/** A gateway's report of calls that took the given times. */
export function trafficSample(
  durationsMs: readonly number[],
  more: Partial<TrafficSample> = {},
): TrafficSample {
  const buckets = emptyBuckets()
  for (const duration of durationsMs) observe(buckets, duration)
  return {
    serviceId: 'memory',
    target: 'read_graph',
    calls: durationsMs.length,
    errors: 0,
    inFlight: 0,
    requestBytes: 100 * durationsMs.length,
    responseBytes: 1_000 * durationsMs.length,
    durationSumMs: durationsMs.reduce((sum, one) => sum + one, 0),
    buckets,
    ...more,
  }
}

export function processSample(more: Partial<ProcessSample> = {}): ProcessSample {
  return {
    source: 'memory',
    pid: 1,
    cpuPercent: 2,
    rssBytes: 60_000_000,
    loopLagMs: 1,
    uptimeMs: 1,
    restarts: 0,
    ...more,
  }
}

export function serviceSnapshot(more: Partial<ServiceSnapshot> = {}): ServiceSnapshot {
  return {
    id: 'memory',
    title: 'Memory',
    description: '',
    kind: 'built-in',
    tier: 1,
    port: 4_321,
    defaultPort: 4_321,
    url: 'http://127.0.0.1:4321/mcp',
    wanted: 'running',
    mode: 'always',
    state: { kind: 'ready', at: 0 },
    health: unknownHealth,
    pid: 1,
    startedAt: 0,
    uptimeMs: 12_500,
    restarts: 2,
    usage: { rssBytes: 60_000_000, cpuPercent: 2, loopLagMs: 1 },
    sessions: 3,
    toolCount: 9,
    lastError: null,
    ...more,
  }
}
