import type { ProcessSample, TrafficSample } from '@shared/domain/metrics'
import { FINEST, stepStart } from './resolutions'
import {
  emptyProcess,
  emptyTraffic,
  mergeProcess,
  mergeTraffic,
  processOf,
  trafficOf,
  type ProcessSums,
  type TrafficSums,
} from './sums'

/** One second of one series. */
export interface TrafficRow extends TrafficSums {
  at: number
  source: string
  target: string
}

export interface ProcessRow extends ProcessSums {
  at: number
  source: string
}

export interface Rows {
  traffic: TrafficRow[]
  process: ProcessRow[]
}

export interface Pending {
  addTraffic(atMs: number, samples: readonly TrafficSample[]): void
  addProcess(atMs: number, samples: readonly ProcessSample[]): void
  /** Everything collected since the last time, merged by second and series. */
  take(): Rows
}

/** Collects samples in memory between two writes. */
export function createPending(): Pending {
  const traffic = new Map<string, TrafficRow>()
  const process = new Map<string, ProcessRow>()
  return {
    addTraffic(atMs, samples) {
      const at = stepStart(atMs, FINEST.stepMs)
      for (const sample of samples) {
        const { serviceId: source, target } = sample
        const key = `${at} ${source} ${target}`
        const row = traffic.get(key) ?? { at, source, target, ...emptyTraffic() }
        mergeTraffic(row, trafficOf(sample))
        traffic.set(key, row)
      }
    },
    addProcess(atMs, samples) {
      const at = stepStart(atMs, FINEST.stepMs)
      for (const sample of samples) {
        const { source } = sample
        const row = process.get(`${at} ${source}`) ?? { at, source, ...emptyProcess() }
        mergeProcess(row, processOf(sample))
        process.set(`${at} ${source}`, row)
      }
    },
    take() {
      const rows = { traffic: [...traffic.values()], process: [...process.values()] }
      traffic.clear()
      process.clear()
      return rows
    },
  }
}
