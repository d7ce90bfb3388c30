/**
 * What keeping metrics costs main: time per sample with everything that belongs to it (merging, writing,
 * roll-ups, pruning), bytes on disk per service and day, and the time of the queries behind the charts.
 * Floor, in the same run: bare inserts of as many rows of the same size, one transaction a second.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/data/metrics.ts
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/lib/clock.ts'
import type { Measure } from '../../src/shared/domain/metrics.ts'
import { createMetrics } from '../../src/main/metrics/index.ts'
import { memoryLogger } from '../../tests/support/memory-logger.ts'
import { processSample, trafficSample } from '../../tests/support/samples.ts'
import { percentile } from '../../tests/support/statistics.ts'
import { VirtualClock } from '../../tests/support/virtual-clock.ts'

const directory = mkdtempSync(join(tmpdir(), 'omnimind-bench-'))
const services = Array.from({ length: 10 }, (_, n) => `service-${n}`)
const TARGETS = 3
const rates: Measure[] = ['callsPerSecond', 'errorsPerSecond']
const latencies: Measure[] = [...rates, 'latencyP50Ms', 'latencyP95Ms', 'latencyP99Ms']

/** What one second of a lively tree reports. */
const traffic = services.flatMap((serviceId) =>
  Array.from({ length: TARGETS }, (_, n) =>
    trafficSample([0.4, 3, 40], { serviceId, target: `tool-${n}`, inFlight: 1 }),
  ),
)
const processes = services.map((source) => processSample({ source }))

function open(file: string) {
  const clock = new VirtualClock()
  const metrics = createMetrics({
    file: join(directory, file),
    clock,
    limitBytes: () => 2 ** 40,
    log: memoryLogger(),
    version: '0',
  })
  return { clock, metrics }
}

/** @returns microseconds per sample over the seconds, and the slowest second in ms */
async function cost(seconds: number): Promise<{ perSampleUs: number; p99Ms: number; worstMs: number }> {
  const { clock, metrics } = open('cost.db')
  const turns: number[] = []
  let samples = 0
  for (let n = 0; n < seconds; n++) {
    const before = performance.now()
    metrics.recordTraffic(traffic)
    samples += traffic.length
    if (n % 5 === 0) {
      metrics.recordProcess(processes)
      samples += processes.length
    }
    await clock.advance(SECOND)
    turns.push(performance.now() - before)
  }
  metrics.dispose()
  const total = turns.reduce((sum, one) => sum + one, 0)
  return {
    perSampleUs: (total / samples) * 1_000,
    p99Ms: percentile(turns, 0.99),
    worstMs: Math.max(...turns),
  }
}

/** Microseconds per row of plain inserts in transactions of the same size. */
function floor(seconds: number): number {
  const db = new Sqlite(join(directory, 'floor.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(
    'CREATE TABLE t (at INTEGER, series INTEGER, a, b, c, d, e, f, g, h, buckets BLOB, PRIMARY KEY (at, series)) WITHOUT ROWID',
  )
  const insert = db.prepare('INSERT INTO t VALUES (?, ?, 1, 2, 3, 4, 5, 6, 7, 8, ?)')
  const second = db.transaction((at: number) => {
    for (let series = 0; series < traffic.length; series++)
      insert.run(at, series, Buffer.from([1, 2, 3, 4, 5, 6]))
  })
  const before = performance.now()
  for (let n = 0; n < seconds; n++) second(Date.UTC(2026, 0, 1) + n * SECOND)
  const us = ((performance.now() - before) / (seconds * traffic.length)) * 1_000
  db.close()
  return us
}

/** The file after some days of one service: heartbeats all day, three tools called every second for eight hours. */
async function bytesOnDisk(days: number): Promise<number> {
  const { clock, metrics } = open(`days-${days}.db`)
  const own = traffic.slice(0, TARGETS)
  for (let n = 0; n < (days * DAY) / SECOND; n++) {
    if (n % 5 === 0) metrics.recordProcess([processes[0] ?? processSample()])
    if ((n * SECOND) % DAY < 8 * HOUR) metrics.recordTraffic(own)
    await clock.advance(SECOND)
  }
  metrics.dispose()
  return statSync(join(directory, `days-${days}.db`)).size
}

/** The time of one chart query with all latency quantiles, over everything that is stored. */
async function queries(): Promise<void> {
  const { clock, metrics } = open('query.db')
  for (let n = 0; n < 7 * 24 * 60; n++) {
    metrics.recordTraffic(traffic)
    metrics.recordProcess(processes)
    await clock.advance(MINUTE)
  }
  for (let n = 0; n < 15 * 60; n++) {
    metrics.recordTraffic(traffic)
    await clock.advance(SECOND)
  }
  const toMs = clock.epochMs()
  for (const [name, rangeMs] of [
    ['15 min', 15 * MINUTE],
    ['1 h', HOUR],
    ['24 h', DAY],
    ['7 days', 7 * DAY],
  ] as const)
    for (const [what, source, measures] of [
      ['one service with latencies', 'service-3', latencies],
      ['all with latencies', 'all', latencies],
      ['all, rates only', 'all', rates],
    ] as const) {
      const times = Array.from({ length: 10 }, () => {
        const before = performance.now()
        metrics.series({ source, measures, fromMs: toMs - rangeMs, toMs, maxPoints: 300 })
        return performance.now() - before
      })
      const [median, worst] = [percentile(times, 0.5), Math.max(...times)]
      console.log(`query ${name}, ${what}: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`)
    }
  metrics.dispose()
}

try {
  const [ours, bare] = [await cost(1_800), floor(1_800)]
  console.log(
    `${traffic.length} traffic samples a second, ${processes.length} process samples every 5 s, 30 minutes:`,
  )
  console.log(
    `  ${ours.perSampleUs.toFixed(1)} us a sample with roll-ups and pruning; a bare insert ${bare.toFixed(1)} us; ratio ${(ours.perSampleUs / bare).toFixed(1)}`,
  )
  console.log(`  a second's work: p99 ${ours.p99Ms.toFixed(1)} ms, worst ${ours.worstMs.toFixed(1)} ms`)
  const [one, two] = [await bytesOnDisk(1), await bytesOnDisk(2)]
  console.log(
    `one service, 3 tools: ${(one / 1e3).toFixed(0)} kB after a day, ${((two - one) / 1e3).toFixed(0)} kB more after another`,
  )
  await queries()
} finally {
  rmSync(directory, { recursive: true })
}
