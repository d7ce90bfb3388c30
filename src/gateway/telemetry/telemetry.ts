import type { Clock } from '@shared/lib/clock'
import type { FromGateway } from '@shared/process/gateway-messages'
import { CallList, type EndedCall } from './calls'
import { Counters, type Counter } from './counters'

type TrafficReport = Extract<FromGateway, { type: 'traffic' }>

/** What the gateway measured of the calls it carried. */
export interface Telemetry {
  /** @param target the tool's name, or the method for everything else */
  begin(serviceId: string, target: string, requestBytes: number): Counter
  end(counter: Counter, call: EndedCall): void
  /** @returns null when nothing moved since the last report */
  report(sessions: Record<string, number>): TrafficReport | null
}

export function createTelemetry(clock: Clock): Telemetry {
  const counters = new Counters()
  const list = new CallList(clock)
  let lastSessions = '{}'
  return {
    begin: (serviceId, target, requestBytes) => counters.begin(serviceId, target, requestBytes),
    end: (counter, call) => {
      const failed = call.outcome !== 'ok' && call.outcome !== 'cancelled'
      counters.finish(counter, { durationMs: call.durationMs, failed, responseBytes: call.responseBytes })
      list.add(call)
    },
    report: (sessions) => {
      const samples = counters.take()
      const sessionsText = JSON.stringify(sessions)
      if (samples.length === 0 && sessionsText === lastSessions) return null
      lastSessions = sessionsText
      return { type: 'traffic', at: clock.epochMs(), samples, ...list.take(), sessions }
    },
  }
}
