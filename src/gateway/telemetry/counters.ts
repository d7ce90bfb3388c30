import type { TrafficSample } from '@shared/domain/metrics'
import { emptyBuckets, observe, type LatencyBuckets } from '@shared/lib/histogram'

/** Names counted apart per service; clients choose them, so their number must have an end. */
export const MAX_TARGETS = 200
export const OTHER_TARGET = 'other'

/** Figures of one service and target since the last report; `inFlight` is the figure of now. */
export interface Counter {
  serviceId: string
  target: string
  calls: number
  errors: number
  inFlight: number
  requestBytes: number
  responseBytes: number
  durationSumMs: number
  buckets: LatencyBuckets
  moved: boolean
}

/** What a finished call adds to its counter. */
export interface Finished {
  durationMs: number
  failed: boolean
  responseBytes: number
}

/** Counts calls by service and target. */
export class Counters {
  readonly #services = new Map<string, Map<string, Counter>>()

  /** A call of this target began. @returns the counter to finish it on */
  begin(serviceId: string, target: string, requestBytes: number): Counter {
    const counter = this.#counter(serviceId, target)
    counter.inFlight++
    counter.requestBytes += requestBytes
    counter.moved = true
    return counter
  }

  finish(counter: Counter, { durationMs, failed, responseBytes }: Finished): void {
    counter.inFlight--
    counter.calls++
    if (failed) counter.errors++
    counter.responseBytes += responseBytes
    counter.durationSumMs += durationMs
    counter.moved = true
    observe(counter.buckets, durationMs)
  }

  /** @returns what moved or is in flight, and starts counting anew */
  take(): TrafficSample[] {
    const samples: TrafficSample[] = []
    for (const targets of this.#services.values())
      for (const counter of targets.values())
        if (counter.moved || counter.inFlight > 0) samples.push(cut(counter))
    return samples
  }

  #counter(serviceId: string, target: string): Counter {
    let targets = this.#services.get(serviceId)
    if (!targets) this.#services.set(serviceId, (targets = new Map()))
    const name = targets.has(target) || targets.size < MAX_TARGETS ? target : OTHER_TARGET
    let counter = targets.get(name)
    if (!counter) targets.set(name, (counter = newCounter(serviceId, name)))
    return counter
  }
}

function newCounter(serviceId: string, target: string): Counter {
  return {
    serviceId,
    target,
    calls: 0,
    errors: 0,
    inFlight: 0,
    requestBytes: 0,
    responseBytes: 0,
    durationSumMs: 0,
    buckets: emptyBuckets(),
    moved: false,
  }
}

/** Copies a counter for the report and sets it back. */
function cut(counter: Counter): TrafficSample {
  const { moved: _, ...sample } = counter
  Object.assign(counter, newCounter(counter.serviceId, counter.target), { inFlight: counter.inFlight })
  return sample
}
