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
  /** True while a call's record would not be told: `count` then saves making it. */
  readonly isFull: boolean
  count(counter: Counter, call: Pick<EndedCall, 'outcome' | 'durationMs' | 'responseBytes'>): void
  /** @returns null when nothing moved since the last report */
  report(sessions: Record<string, number>): TrafficReport | null
}

export function createTelemetry(clock: Clock): Telemetry {
  const counters = new Counters()
  const list = new CallList(clock)
  let lastSessions = '{}'
  const finish: Telemetry['count'] = (counter, { outcome, durationMs, responseBytes }) => {
    const failed = outcome !== 'ok' && outcome !== 'cancelled'
    counters.finish(counter, { durationMs, failed, responseBytes })
  }
  return {
    begin: (serviceId, target, requestBytes) => counters.begin(serviceId, target, requestBytes),
    end: (counter, call) => {
      finish(counter, call)
      list.add(call)
    },
    get isFull() {
      return list.isFull
    },
    count: (counter, call) => {
      finish(counter, call)
      list.drop()
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
