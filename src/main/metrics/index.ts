import type { Logger } from '@shared/domain/log'
import type { LivePulse, ProcessSample, Series, ToolStats, TrafficSample } from '@shared/domain/metrics'
import type { ProcessUsage, ServiceSnapshot } from '@shared/domain/service'
import type { Problem } from '@shared/errors'
import { SECOND, type Clock } from '@shared/lib/clock'
import { DisposableStore, type Disposable } from '@shared/lib/disposable'
import { openDatabase } from '../storage/index'
import { prometheusText } from './exposition'
import { metricsJson, type MetricsJson } from './exposition/json'
import { createLivePulses } from './live-pulse'
import { metricsMigrations } from './migrations'
import { createPending } from './pending'
import type { SeriesQuery } from './query-series'
import type { Range } from './resolutions'
import { createMetricsStore } from './store'
import { createTotals, type Totals } from './totals'

export { TEXT_FORMAT_TYPE } from './exposition'
export type { MetricsJson, ServiceFigures } from './exposition/json'
export type { SeriesQuery } from './query-series'

export interface Metrics extends Disposable {
  /** A report of the gateway; `at` (UTC epoch ms) is when it was made. Call it once per report, also when empty. */
  recordTraffic(samples: readonly TrafficSample[], at?: number): void
  /** What processes said of themselves just now. */
  recordProcess(samples: readonly ProcessSample[]): void
  /** The gateway ended: what was in flight is not any more. */
  forgetInFlight(): void
  series(query: SeriesQuery): Series[]
  tools(query: Range & { serviceId: string }): ToolStats[]
  /** One pulse a second. */
  onPulse(listener: (pulse: LivePulse) => void): Disposable
  /** Prometheus' text format; serve it as TEXT_FORMAT_TYPE. */
  prometheus(snapshots: readonly ServiceSnapshot[]): string
  asJson(snapshots: readonly ServiceSnapshot[]): MetricsJson
  /** What is wrong with the stored metrics now; null when all is well. */
  problem(): Problem | null
}

export interface MetricsDeps {
  /** metrics.db */
  file: string
  clock: Clock
  /** Asked every second, so that a changed setting counts at once. */
  limitBytes: () => number
  log: Logger
  /** Of OmniMind, for `omnimind_build_info`. */
  version: string
}

/** A report made longer ago than this, or in the future, has a wrong clock; it counts as made now. */
const TRUSTED_DELAY_MS = 5 * SECOND

/**
 * Counts, stores and answers.
 * @throws OmniMindError DATA_DIR_UNWRITABLE
 */
export function createMetrics({ file, clock, limitBytes, log, version }: MetricsDeps): Metrics {
  const open = new DisposableStore()
  const opened = openDatabase({
    file,
    migrations: metricsMigrations,
    synchronous: 'NORMAL',
    shrinkable: true,
    clock,
  })
  open.defer(() => opened.db.close())
  if (opened.problem) log.warn(opened.problem.message, { nextStep: opened.problem.nextStep })
  const writer = opened.mode === 'writable' ? opened.db : null
  const store = createMetricsStore({ db: opened.db, writer, limitBytes, nowMs: clock.epochMs(), log })
  const pending = createPending()
  const totals = createTotals()
  const pulses = createLivePulses(() => totals.inFlight())
  open.defer(() => store.finish(pending.take(), clock.epochMs()))
  open.add(
    clock.every(SECOND, () => {
      store.tick(pending.take(), clock.epochMs())
      pulses.tick(clock.epochMs())
    }),
  )
  return {
    recordTraffic(samples, at = clock.epochMs()) {
      const now = clock.epochMs()
      const trusted = Math.abs(now - at) <= TRUSTED_DELAY_MS ? at : now
      totals.addTraffic(samples)
      pending.addTraffic(trusted, samples)
      pulses.report(now, samples)
    },
    recordProcess(samples) {
      totals.addProcess(samples)
      pending.addProcess(clock.epochMs(), samples)
    },
    forgetInFlight: () => totals.forgetInFlight(),
    series: (query) => store.series(query),
    tools: (query) => store.tools(query),
    onPulse: (listener) => pulses.onPulse.on(listener),
    prometheus: (snapshots) => prometheusText(snapshots, totals, usagesOf(snapshots, totals), version),
    asJson: (snapshots) =>
      metricsJson(snapshots, totals, usagesOf(snapshots, totals), { version, at: clock.epochMs() }),
    problem: () => store.problem ?? opened.problem,
    dispose: () => open.dispose(),
  }
}

/** Services by their snapshots, where no process means no usage; the center and the gateway by their own reports. */
function usagesOf(snapshots: readonly ServiceSnapshot[], totals: Totals): Map<string, ProcessUsage> {
  const usages = new Map<string, ProcessUsage>()
  for (const source of ['center', 'gateway']) {
    const sample = totals.usageOf(source)
    if (sample) usages.set(source, pick(sample))
  }
  for (const { id, usage } of snapshots) if (usage) usages.set(id, pick(usage))
  return usages
}

function pick({ rssBytes, cpuPercent, loopLagMs }: ProcessUsage): ProcessUsage {
  return { rssBytes, cpuPercent, loopLagMs }
}
