import type { ProcessUsage, ServiceSnapshot, ServiceStateKind, Tier } from '@shared/domain/service'
import { quantile } from '@shared/lib/histogram'
import type { TrafficSums } from '../sums'
import type { Totals } from '../totals'
import type { Usages } from './service-families'

/** Counted since the center started; durations in ms. */
export interface TrafficFigures {
  calls: number
  errors: number
  requestBytes: number
  responseBytes: number
  durationSumMs: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

export interface ServiceFigures extends TrafficFigures {
  id: string
  title: string
  state: ServiceStateKind
  uptimeMs: number
  restarts24h: number
  sessions: number
  inFlight: number
  process: ProcessUsage | null
  targets: (TrafficFigures & { target: string })[]
}

/** The figures of `/metrics` as JSON. */
export interface MetricsJson {
  version: string
  /** UTC epoch ms. */
  at: number
  tiers: { tier: Tier; services: ServiceFigures[] }[]
  processes: Record<string, ProcessUsage>
}

export function metricsJson(
  snapshots: readonly ServiceSnapshot[],
  totals: Totals,
  usages: Usages,
  head: { version: string; at: number },
): MetricsJson {
  const tiers = [...Map.groupBy(snapshots, ({ tier }) => tier)].map(([tier, services]) => ({
    tier,
    services: services.map((service) => serviceFigures(service, totals, usages)),
  }))
  return {
    ...head,
    tiers: tiers.sort((a, b) => String(a.tier).localeCompare(String(b.tier))),
    processes: Object.fromEntries(usages),
  }
}

function serviceFigures(service: ServiceSnapshot, totals: Totals, usages: Usages): ServiceFigures {
  return {
    id: service.id,
    title: service.title,
    state: service.state.kind,
    uptimeMs: service.uptimeMs,
    restarts24h: service.restarts,
    sessions: service.sessions,
    inFlight: totals.inFlight(service.id),
    ...trafficFigures(totals.serviceTotal(service.id)),
    process: usages.get(service.id) ?? null,
    targets: [...totals.targetsOf(service.id)].map(([target, sums]) => ({ target, ...trafficFigures(sums) })),
  }
}

function trafficFigures(sums: TrafficSums): TrafficFigures {
  return {
    calls: sums.calls,
    errors: sums.errors,
    requestBytes: sums.requestBytes,
    responseBytes: sums.responseBytes,
    durationSumMs: sums.durationUs / 1_000,
    p50Ms: quantile(sums.buckets, 0.5),
    p95Ms: quantile(sums.buckets, 0.95),
    p99Ms: quantile(sums.buckets, 0.99),
  }
}
