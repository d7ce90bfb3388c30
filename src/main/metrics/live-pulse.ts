import type { LivePulse, TrafficSample } from '@shared/domain/metrics'
import { SECOND } from '@shared/lib/clock'
import { Emitter } from '@shared/lib/emitter'

export interface LivePulses {
  /** A report of the gateway: what moved in the last second. */
  report(atMs: number, samples: readonly TrafficSample[]): void
  /** Called every second; says "nothing moved" where no report came. */
  tick(nowMs: number): void
  readonly onPulse: Emitter<LivePulse>
}

/**
 * One pulse a second. It follows the gateway's reports instead of a timer of its own: two timers of one
 * second each drift, and every now and then a pulse would hold two reports and the next one none.
 * @param inFlight what is in flight now, over all services
 */
export function createLivePulses(inFlight: () => number): LivePulses {
  const onPulse = new Emitter<LivePulse>()
  let reportedAt = -Infinity

  const emit = (at: number, samples: readonly TrafficSample[]): void =>
    onPulse.emit({
      at,
      callsPerSecond: samples.reduce((sum, { calls }) => sum + calls, 0),
      errorsPerSecond: samples.reduce((sum, { errors }) => sum + errors, 0),
      inFlight: inFlight(),
      byService: callsByService(samples),
    })
  return {
    onPulse,
    report(at, samples) {
      reportedAt = at
      emit(at, samples)
    },
    tick(now) {
      if (Math.abs(now - reportedAt) >= 1.5 * SECOND) emit(now, [])
    },
  }
}

function callsByService(samples: readonly TrafficSample[]): Record<string, number> {
  const calls: Record<string, number> = {}
  for (const sample of samples) calls[sample.serviceId] = (calls[sample.serviceId] ?? 0) + sample.calls
  return calls
}
