import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LivePulse, Measure } from '@shared/domain/metrics'
import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { futureMigration, openForTest } from '../../../tests/support/databases'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { processSample, trafficSample } from '../../../tests/support/samples'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createMetrics, type Metrics } from './index'
import { metricsMigrations } from './migrations'

const MB = 2 ** 20

function setUp(options: { limitBytes?: () => number; file?: string; clock?: VirtualClock } = {}) {
  const clock = options.clock ?? new VirtualClock()
  const file = options.file ?? join(temporaryDirectory(), 'metrics.db')
  const log = memoryLogger()
  const metrics = createMetrics({
    file,
    clock,
    log,
    limitBytes: options.limitBytes ?? (() => 200 * MB),
    version: '1.2.3',
  })
  onTestFinished(() => metrics.dispose())
  return { clock, file, log, metrics }
}

/** Lets seconds pass; the gateway reports in each, and the process every fifth. */
async function live(
  metrics: Metrics,
  clock: VirtualClock,
  seconds: number,
  durationsMs: number[] = [],
): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    if (durationsMs.length > 0) metrics.recordTraffic([trafficSample(durationsMs)])
    if (n % 5 === 0) metrics.recordProcess([processSample()])
    await clock.advance(SECOND)
  }
}

/** One measure as plain values. */
function values(
  metrics: Metrics,
  clock: VirtualClock,
  measure: Measure,
  lastMs: number,
  more: { source?: string; target?: string; maxPoints?: number; statistic?: 'peak' } = {},
) {
  const toMs = clock.epochMs()
  const [series] = metrics.series({
    source: 'memory',
    maxPoints: 2_000,
    ...more,
    measures: [measure],
    fromMs: toMs - lastMs,
    toMs,
  })
  return series?.points.map(({ value }) => value) ?? []
}

describe('series', () => {
  test('rates per second, quantiles of merged buckets and averages', async () => {
    const { metrics, clock } = setUp()
    await live(metrics, clock, 60, [1, 1, 80])
    const last = (measure: Measure): number | null | undefined =>
      values(metrics, clock, measure, 50 * SECOND).at(-1)
    expect(last('callsPerSecond')).toBe(3)
    expect(last('requestBytesPerSecond')).toBe(300)
    expect(last('responseBytesPerSecond')).toBe(3_000)
    expect(last('errorsPerSecond')).toBe(0)
    expect(last('latencyP50Ms')).toBeCloseTo(0.875)
    expect(last('latencyP99Ms')).toBeGreaterThan(90)
    expect(last('cpuPercent')).toBe(2)
    expect(last('rssBytes')).toBe(60_000_000)
  })

  test('by target and over all services', async () => {
    const { metrics, clock } = setUp()
    for (let n = 0; n < 10; n++) {
      metrics.recordTraffic([
        trafficSample([1]),
        trafficSample([1, 1], { target: 'search_nodes' }),
        trafficSample([1, 1, 1], { serviceId: 'thinking', target: 'list' }),
      ])
      metrics.recordProcess([processSample()])
      await clock.advance(SECOND)
    }
    const rate = (more: { source?: string; target?: string }) =>
      values(metrics, clock, 'callsPerSecond', 5 * SECOND, more)
    expect(rate({ target: 'search_nodes' })).toEqual([2, 2, 2, 2, 2])
    expect(rate({})).toEqual([3, 3, 3, 3, 3])
    expect(rate({ source: 'all' })).toEqual([6, 6, 6, 6, 6])
    expect(rate({ source: 'nobody' })).toEqual([null, null, null, null, null])
  })

  test('a quiet service has zero calls and no latency; a stopped one has neither', async () => {
    const { metrics, clock } = setUp()
    await live(metrics, clock, 30)
    await clock.advance(30 * SECOND)
    const calls = values(metrics, clock, 'callsPerSecond', 60 * SECOND)
    expect(calls.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 0))
    expect(calls.slice(-15)).toEqual(Array.from({ length: 15 }, () => null))
    expect(values(metrics, clock, 'latencyP95Ms', 60 * SECOND).every((value) => value === null)).toBe(true)
    expect(values(metrics, clock, 'callsPerSecond', 60 * SECOND, { source: 'all' })).not.toContain(null)
  })

  test('sleep and time off are gaps, also for all services together', async () => {
    const clock = new VirtualClock()
    const first = setUp({ clock })
    await live(first.metrics, clock, 60, [1])
    clock.jumpWall(10 * MINUTE)
    await live(first.metrics, clock, 60, [1])
    first.metrics.dispose()
    await clock.advance(10 * MINUTE)
    const { metrics } = setUp({ clock, file: first.file })
    await live(metrics, clock, 60, [1])
    const minutes = values(metrics, clock, 'callsPerSecond', 23 * MINUTE, { source: 'all', maxPoints: 23 })
    expect(minutes.map((value) => (value === null ? '-' : Math.round(value))).join('')).toMatch(
      /^1-{9,10}1+-{9,10}1+$/,
    )
  })

  test('what was not rolled up yet is part of every resolution', async () => {
    const { metrics, clock } = setUp()
    await live(metrics, clock, 75, [1])
    for (const maxPoints of [2_000, 20, 10]) {
      const toMs = clock.epochMs()
      const [series] = metrics.series({
        source: 'memory',
        measures: ['callsPerSecond'],
        fromMs: toMs - 75_000,
        toMs,
        maxPoints,
      })
      const covered = series?.points.map(({ value }) => value).filter((value) => value !== null)
      expect(new Set(covered)).toEqual(new Set([1]))
    }
    expect(
      metrics.tools({ serviceId: 'memory', fromMs: clock.epochMs() - HOUR, toMs: clock.epochMs() }),
    ).toMatchObject([{ target: 'read_graph', calls: 75, requestBytes: 7_500 }])
  })

  test('peaks are told apart from averages', async () => {
    const { metrics, clock } = setUp()
    for (const cpuPercent of [10, 10, 70, 10]) {
      metrics.recordProcess([processSample({ cpuPercent })])
      await clock.advance(5 * SECOND)
    }
    const point = (statistic?: 'peak') =>
      Math.max(
        ...values(metrics, clock, 'cpuPercent', MINUTE, {
          maxPoints: 10,
          ...(statistic ? { statistic } : {}),
        }).map(Number),
      )
    expect([point(), point('peak')]).toEqual([40, 70])
  })

  test('a clock set back an hour loses nothing', async () => {
    const { metrics, clock } = setUp()
    await live(metrics, clock, 90, [1])
    clock.jumpWall(-HOUR)
    await live(metrics, clock, 90, [1])
    const [tool] = metrics.tools({
      serviceId: 'memory',
      fromMs: clock.epochMs() - DAY,
      toMs: clock.epochMs() + DAY,
    })
    expect(tool?.calls).toBe(180)
  })
})

test('tools are totals by target, the busiest first', async () => {
  const { metrics, clock } = setUp()
  metrics.recordTraffic([
    trafficSample([1]),
    trafficSample([5, 5], { target: 'search_nodes', errors: 1 }),
    trafficSample([1], { serviceId: 'thinking' }),
  ])
  await clock.advance(2 * SECOND)
  const tools = metrics.tools({
    serviceId: 'memory',
    fromMs: clock.epochMs() - MINUTE,
    toMs: clock.epochMs(),
  })
  expect(tools.map(({ target, calls, errors }) => [target, calls, errors])).toEqual([
    ['search_nodes', 2, 1],
    ['read_graph', 1, 0],
  ])
})

test('one pulse a second, from the reports while there are any', async () => {
  const { metrics, clock } = setUp()
  const pulses: LivePulse[] = []
  metrics.onPulse((pulse) => pulses.push(pulse))
  for (let n = 0; n < 3; n++) {
    await clock.advance(1_001)
    metrics.recordTraffic([
      trafficSample([1, 1], { inFlight: 1 }),
      trafficSample([1], { serviceId: 'thinking', errors: 1 }),
    ])
  }
  const busy = { callsPerSecond: 3, errorsPerSecond: 1, inFlight: 1, byService: { memory: 2, thinking: 1 } }
  expect(pulses.slice(-2)).toEqual([expect.objectContaining(busy), expect.objectContaining(busy)])
  metrics.forgetInFlight()
  const before = pulses.length
  await clock.advance(10 * SECOND)
  expect(pulses.length - before).toBeGreaterThanOrEqual(8)
  expect(pulses.at(-1)).toMatchObject({ callsPerSecond: 0, inFlight: 0, byService: {} })
})

test('the last second is stored when the app ends', async () => {
  const clock = new VirtualClock()
  const { metrics, file } = setUp({ clock })
  metrics.recordTraffic([trafficSample([1, 2, 3])])
  metrics.dispose()
  expect(clock.pendingTimers).toBe(0)
  const again = setUp({ clock, file }).metrics
  const range = { fromMs: clock.epochMs() - MINUTE, toMs: clock.epochMs() + MINUTE }
  expect(again.tools({ serviceId: 'memory', ...range })).toMatchObject([{ calls: 3 }])
})

test('the file stays below its limit, and shrinks when the limit is lowered; the newest figures stay', async () => {
  let limit = 100 * MB
  const { metrics, clock, file } = setUp({ limitBytes: () => limit })
  const many = Array.from({ length: 100 }, (_, n) => trafficSample([1, 30, 700], { target: `tool-${n}` }))
  for (let n = 0; n < 500; n++) {
    metrics.recordTraffic(many)
    await clock.advance(SECOND)
  }
  const grown = statSync(file).size
  expect(grown).toBeGreaterThan(2 * MB)
  limit = 2 * MB
  for (let n = 0; n < 60; n++) {
    metrics.recordTraffic(many)
    await clock.advance(SECOND)
  }
  metrics.dispose()
  expect(statSync(file).size).toBeLessThan(2.1 * MB)
  const again = setUp({ clock, file }).metrics
  const tools = again.tools({
    serviceId: 'memory',
    fromMs: clock.epochMs() - 20 * SECOND,
    toMs: clock.epochMs(),
  })
  expect(tools).toHaveLength(100)
  expect(tools[0]?.calls).toBeGreaterThanOrEqual(3 * 20)
})

test('a newer file is read and never written; live figures go on', async () => {
  const clock = new VirtualClock()
  const file = join(temporaryDirectory(), 'metrics.db')
  openForTest(clock, file, [...metricsMigrations, futureMigration(metricsMigrations.length + 1)]).db.close()
  const { metrics } = setUp({ clock, file })
  await live(metrics, clock, 5, [1])
  expect(metrics.problem()).toMatchObject({ code: 'DATABASE_NEWER' })
  expect(metrics.tools({ serviceId: 'memory', fromMs: 0, toMs: clock.epochMs() })).toEqual([])
  expect(metrics.asJson([]).version).toBe('1.2.3')
})
