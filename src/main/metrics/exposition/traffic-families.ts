import { LATENCY_BOUNDS_MS } from '@shared/lib/histogram'
import { OTHER_TARGETS } from '../series-ids'
import { emptyTraffic, mergeTraffic, type TrafficSums } from '../sums'
import type { Totals } from '../totals'
import type { Family, Sample } from './text-format'

/** In flight, bytes and durations, by service. */
export function trafficFamilies(serviceIds: readonly string[], totals: Totals): Family[] {
  const byCalls = serviceIds
    .map((service) => ({ service, sums: totals.serviceTotal(service) }))
    .sort((a, b) => b.sums.calls - a.sums.calls)
  const perService = (valueOf: (sums: TrafficSums, service: string) => number): Sample[][] =>
    byCalls.map(({ service, sums }) => [{ labels: { service }, value: valueOf(sums, service) }])
  return [
    {
      name: 'omnimind_in_flight',
      type: 'gauge',
      help: 'Calls that have not ended yet.',
      groups: perService((_, service) => totals.inFlight(service)),
    },
    {
      name: 'omnimind_request_bytes_total',
      type: 'counter',
      help: 'Bytes of all requests since the center started.',
      groups: perService(({ requestBytes }) => requestBytes),
    },
    {
      name: 'omnimind_response_bytes_total',
      type: 'counter',
      help: 'Bytes of all responses since the center started.',
      groups: perService(({ responseBytes }) => responseBytes),
    },
    {
      name: 'omnimind_call_duration_seconds',
      type: 'histogram',
      help: 'Duration of calls as the gateway measured it.',
      groups: byCalls.map(({ service, sums }) => histogramSamples(service, sums)),
    },
  ]
}

/**
 * Calls and errors by service and target. The most called targets that fit are named, the others of a
 * service are counted together as "(other)", so that the sum over a service is always right.
 * @param maxSeries how many series there is room for
 */
export function targetFamilies(serviceIds: readonly string[], totals: Totals, maxSeries: number): Family[] {
  const all = serviceIds.flatMap((service) =>
    [...totals.targetsOf(service)].map(([target, sums]) => ({ service, target, sums })),
  )
  const others = new Map<string, TrafficSums>()
  const named = Math.max(0, Math.floor(maxSeries / 2) - serviceIds.length)
  const rows = all
    .filter(({ target }) => target !== OTHER_TARGETS)
    .sort((a, b) => b.sums.calls - a.sums.calls)
  for (const { service, sums } of [
    ...rows.slice(named),
    ...all.filter(({ target }) => target === OTHER_TARGETS),
  ]) {
    const other = others.get(service) ?? emptyTraffic()
    mergeTraffic(other, sums)
    others.set(service, other)
  }
  const shown = [
    ...rows.slice(0, named),
    ...[...others].map(([service, sums]) => ({ service, target: OTHER_TARGETS, sums })),
  ]
  const perTarget = (valueOf: (sums: TrafficSums) => number): Sample[][] =>
    shown.map(({ service, target, sums }) => [{ labels: { service, target }, value: valueOf(sums) }])
  return [
    {
      name: 'omnimind_calls_total',
      type: 'counter',
      help: 'Calls since the center started; the target is a tool, or the JSON-RPC method of other requests.',
      groups: perTarget(({ calls }) => calls),
    },
    {
      name: 'omnimind_call_errors_total',
      type: 'counter',
      help: 'Calls since the center started that did not end well.',
      groups: perTarget(({ errors }) => errors),
    },
  ]
}

/** Prometheus' buckets are cumulative: each counts everything up to its bound. */
function histogramSamples(service: string, { buckets, durationUs }: TrafficSums): Sample[] {
  let count = 0
  const samples: Sample[] = buckets.map((inBucket, index) => {
    count += inBucket
    const boundMs = LATENCY_BOUNDS_MS[index]
    const le = boundMs === undefined ? '+Inf' : String(boundMs / 1_000)
    return { suffix: '_bucket', labels: { service, le }, value: count }
  })
  return [
    ...samples,
    { suffix: '_sum', labels: { service }, value: durationUs / 1e6 },
    { suffix: '_count', labels: { service }, value: count },
  ]
}
