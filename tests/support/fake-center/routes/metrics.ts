import type { Measure, Series, SeriesPoint } from '@shared/domain/metrics'
import { eventStream } from '@shared/lib/event-stream'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

/** How high each measure swings. */
const scale: Record<Measure, number> = {
  callsPerSecond: 14,
  errorsPerSecond: 0.5,
  latencyP50Ms: 5,
  latencyP95Ms: 24,
  latencyP99Ms: 61,
  inFlight: 3,
  requestBytesPerSecond: 9_000,
  responseBytesPerSecond: 60_000,
  cpuPercent: 4,
  rssBytes: 52 * 1_048_576,
  loopLagMs: 1.6,
}

export function metricRoutes(os: FaultyContract, state: FakeState) {
  return {
    series: os.metrics.series.handler(({ input }) =>
      input.measures.map((measure) =>
        makeSeries(measure, input.fromMs, input.toMs, input.maxPoints, state.measured),
      ),
    ),
    tools: os.metrics.tools.handler(() =>
      state.calls.length === 0
        ? []
        : ['search_nodes', 'create_entities', 'read_graph'].map((target, index) => ({
            target,
            calls: 1_284 - index * 410,
            errors: index === 1 ? 7 : 0,
            p50Ms: 3.1 + index,
            p95Ms: 14 + index * 8,
            p99Ms: 38 + index * 20,
            requestBytes: 260_000 - index * 70_000,
            responseBytes: 4_100_000 - index * 1_000_000,
          })),
    ),
    live: os.metrics.live.handler(async function* ({ signal }) {
      yield* eventStream((push) => state.pulsed.on(push), signal)
    }),
  }
}

/** Smooth, repeatable, with a gap (asleep) in the second fifth. */
function makeSeries(
  measure: Measure,
  fromMs: number,
  toMs: number,
  maxPoints: number,
  measured: 'all' | 'once' | 'nothing',
): Series {
  const count = Math.min(maxPoints, 90)
  const stepMs = Math.round((toMs - fromMs) / count)
  const points: SeriesPoint[] = Array.from({ length: count }, (_, index) => {
    const asleep = index > count * 0.24 && index < count * 0.33
    const gap = measured === 'nothing' || (measured === 'once' ? index !== 60 : asleep)
    return { at: fromMs + index * stepMs, value: gap ? null : swing(measure, index) }
  })
  return { measure, stepMs, points }
}

function swing(measure: Measure, index: number): number {
  const wave = Math.sin(index / 6) * 0.3 + Math.sin(index / 2.3) * 0.12 + ((index * 7919) % 13) / 60
  if (measure === 'errorsPerSecond') return index % 31 === 7 ? 0.8 : 0
  if (measure === 'rssBytes') return scale[measure] * (0.94 + wave * 0.1)
  return Math.max(0, scale[measure] * (0.55 + wave))
}
