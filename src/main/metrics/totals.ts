import type { ProcessSample, TrafficSample } from '@shared/domain/metrics'
import { OTHER_TARGETS } from './series-ids'
import { emptyTraffic, mergeTraffic, trafficOf, type TrafficSums } from './sums'

/** Names of targets come from clients; beyond this number they are counted together. */
const MAX_TARGETS = 500

/** Everything counted since the center started; counters only grow. */
export interface Totals {
  addTraffic(samples: readonly TrafficSample[]): void
  addProcess(samples: readonly ProcessSample[]): void
  /** Sums by target of one service, empty when it was never called. */
  targetsOf(serviceId: string): ReadonlyMap<string, TrafficSums>
  serviceTotal(serviceId: string): TrafficSums
  /** Now in flight, of one service or of all. */
  inFlight(serviceId?: string): number
  /** The gateway ended: nothing is in flight any more. */
  forgetInFlight(): void
  /** What `center` and `gateway` last said of themselves. */
  usageOf(source: string): ProcessSample | undefined
}

export function createTotals(): Totals {
  const services = new Map<string, Map<string, TrafficSums>>()
  const inFlight = new Map<string, Map<string, number>>()
  const usages = new Map<string, ProcessSample>()
  return {
    addTraffic(samples) {
      for (const sample of samples) {
        mergeTraffic(entryOf(services, sample), trafficOf(sample))
        noteInFlight(inFlight, sample)
      }
    },
    addProcess(samples) {
      for (const sample of samples) usages.set(sample.source, sample)
    },
    targetsOf: (serviceId) => services.get(serviceId) ?? new Map(),
    serviceTotal(serviceId) {
      const total = emptyTraffic()
      for (const sums of services.get(serviceId)?.values() ?? []) mergeTraffic(total, sums)
      return total
    },
    inFlight(serviceId) {
      const wanted = serviceId === undefined ? [...inFlight.values()] : [inFlight.get(serviceId) ?? new Map()]
      return wanted.flatMap((targets) => [...targets.values()]).reduce((sum, count) => sum + count, 0)
    },
    forgetInFlight: () => inFlight.clear(),
    usageOf: (source) => usages.get(source),
  }
}

function entryOf(services: Map<string, Map<string, TrafficSums>>, sample: TrafficSample): TrafficSums {
  const targets = services.get(sample.serviceId) ?? new Map<string, TrafficSums>()
  services.set(sample.serviceId, targets)
  const isNew = !targets.has(sample.target)
  const name = isNew && targets.size >= MAX_TARGETS ? OTHER_TARGETS : sample.target
  const sums = targets.get(name) ?? emptyTraffic()
  targets.set(name, sums)
  return sums
}

function noteInFlight(inFlight: Map<string, Map<string, number>>, sample: TrafficSample): void {
  const targets = inFlight.get(sample.serviceId) ?? new Map<string, number>()
  inFlight.set(sample.serviceId, targets)
  if (sample.inFlight > 0) targets.set(sample.target, sample.inFlight)
  else targets.delete(sample.target)
}
