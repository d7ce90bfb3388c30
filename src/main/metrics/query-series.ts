import type { Measure, Series, SeriesPoint } from '@shared/domain/metrics'
import { holdValues } from './hold'
import { processMeasures, trafficMeasures, type Statistic } from './measures'
import type { RowReader } from './read-rows'
import { gridFor, type Grid, type Range } from './resolutions'
import { coveredMs, type Spans } from './spans'
import { emptyTraffic, type ProcessSums, type TrafficSums } from './sums'

export interface SeriesQuery extends Range {
  /** A service id, `gateway`, `center`, or `all` (traffic only). */
  source: string
  target?: string | undefined
  measures: readonly Measure[]
  maxPoints: number
  /** Gauges only; default `average`. */
  statistic?: Statistic | undefined
}

export interface QueryDeps {
  rows: RowReader
  spans: Spans
  /** Everything before this moment was stored. */
  nowMs: number
}

/** What is known of one step; null where nothing was measured. */
interface Step {
  traffic: TrafficSums | null
  process: ProcessSums | null
  seconds: number
}

/** These are there whenever the center is, whether they report or not. */
const ALWAYS_PRESENT = new Set(['all', 'center', 'gateway'])

/** Each measure over the range as evenly spaced points; null where the source was stopped, asleep or not measured. */
export function querySeries(query: SeriesQuery, deps: QueryDeps): Series[] {
  const grid = gridFor(query, deps.nowMs, query.maxPoints)
  const steps = readSteps(query, grid, deps)
  const statistic = query.statistic ?? 'average'
  return query.measures.map((measure) => ({
    measure,
    stepMs: grid.stepMs,
    points: steps.map((step, index): SeriesPoint => ({
      at: grid.startMs + index * grid.stepMs,
      value: valueOf(measure, step, statistic),
    })),
  }))
}

function valueOf(measure: Measure, step: Step, statistic: Statistic): number | null {
  const ofTraffic = trafficMeasures[measure]
  if (ofTraffic && step.traffic) return ofTraffic({ sums: step.traffic, seconds: step.seconds, statistic })
  const ofProcess = processMeasures[measure]
  return ofProcess && step.process ? ofProcess({ sums: step.process, statistic }) : null
}

/** One entry per point. A step without calls counts as zero calls only when the source was there to be called. */
function readSteps(query: SeriesQuery, grid: Grid, { rows, spans, nowMs }: QueryDeps): Step[] {
  const { resolution, stepMs, startMs, points } = grid
  // The present second is still being counted.
  const range = { fromMs: startMs, toMs: Math.min(query.toMs, nowMs) }
  const place = { ...range, resolution, stepMs }
  const starts = Array.from({ length: Math.max(0, points) }, (_, index) => startMs + index * stepMs)
  const withLatency = query.measures.some((measure) => measure.startsWith('latency'))
  const traffic = rows.traffic({ source: query.source, target: query.target, withLatency }, place)
  const reported = rows.process(query.source, place)
  const passed = starts.filter((at) => at < nowMs).length
  const process = holdValues(
    starts.map((at) => reported.get(at) ?? null),
    stepMs,
    passed,
  )
  const measured = spans.within(range)

  return starts.map((at, index): Step => {
    const coverMs = coveredMs(measured, { fromMs: at, toMs: at + stepMs })
    const isPresent = ALWAYS_PRESENT.has(query.source) ? coverMs > 0 : process[index] != null
    const quiet = isPresent ? emptyTraffic() : null
    // Samples outside every span come from a clock that was set back: the whole step counts then.
    const seconds = Math.ceil((coverMs > 0 ? coverMs : stepMs) / 1_000)
    return { traffic: traffic.get(at) ?? quiet, process: process[index] ?? null, seconds }
  })
}
