import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '@shared/lib/clock'
import { openForTest } from '../../../tests/support/databases'
import { processSample, trafficSample } from '../../../tests/support/samples'
import { seededRandom } from '../../../tests/support/statistics'
import { temporaryDirectory } from '../../../tests/support/temporary-directory'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { WritableDatabase } from '../storage/index'
import { decodeBuckets } from './bucket-blob'
import { registerBucketFunctions } from './bucket-functions'
import { metricsMigrations } from './migrations'
import { createPending } from './pending'
import { RESOLUTIONS, stepStart } from './resolutions'
import { createRetention } from './retention'
import { createRollups } from './rollups'

const start = Date.UTC(2026, 0, 1)
let file = ''
beforeEach(() => {
  file = join(temporaryDirectory(), 'metrics.db')
})

function open(): WritableDatabase {
  const opened = openForTest(new VirtualClock(), file, metricsMigrations)
  if (opened.mode !== 'writable') throw new Error('expected a writable database')
  registerBucketFunctions(opened.db)
  return opened.db
}

/** All counters and merged buckets of a resolution. */
function sumsOf(db: WritableDatabase, stepMs: number) {
  const sums = db
    .prepare<[number], Record<string, number | Buffer>>(
      `SELECT total(calls) AS calls, total(errors) AS errors, total(request_bytes) AS requestBytes, total(response_bytes) AS responseBytes,
       total(duration_us) AS durationUs, total(in_flight_sum) AS inFlight, max(in_flight_max) AS inFlightMax, total(reports) AS reports,
       merge_buckets(buckets) AS buckets FROM traffic WHERE step_s = ?`,
    )
    .get(stepMs / 1_000)
  const process = db
    .prepare<[number], Record<string, number>>(
      `SELECT total(samples) AS samples, total(cpu_sum) AS cpu, max(cpu_max) AS cpuMax, total(rss_sum) AS rss,
       max(rss_max) AS rssMax, total(lag_sum) AS lag, max(lag_max) AS lagMax FROM process WHERE step_s = ?`,
    )
    .get(stepMs / 1_000)
  return { ...sums, buckets: decodeBuckets(sums?.['buckets'] as Buffer), ...process }
}

/** Random traffic of some services at one moment. */
function randomRows(random: () => number, atMs: number) {
  const pending = createPending()
  const durations = Array.from({ length: Math.floor(random() * 5) }, () => random() * 10 ** (random() * 5))
  const more = {
    inFlight: Math.floor(random() * 4),
    errors: Math.floor(random() * 2),
    target: `tool-${Math.floor(random() * 3)}`,
  }
  pending.addTraffic(atMs, [
    trafficSample(durations, { ...more, serviceId: random() < 0.5 ? 'memory' : 'thinking' }),
  ])
  pending.addProcess(atMs, [
    processSample({ cpuPercent: random() * 100, rssBytes: random() * 1e9, loopLagMs: random() * 50 }),
  ])
  return pending.take()
}

/** Rolls everything up: a day later nothing is in progress any more. */
function finish(db: WritableDatabase, nowMs: number): void {
  createRollups(db).write({ traffic: [], process: [] }, nowMs)
}

describe('sums are conserved over all resolutions', () => {
  test('in ordinary time', () => {
    const db = open()
    const rollups = createRollups(db)
    const random = seededRandom(1)
    for (let now = start; now < start + 3 * HOUR; now += SECOND) rollups.write(randomRows(random, now), now)
    finish(db, start + DAY)
    const finest = sumsOf(db, SECOND)
    expect(finest).toMatchObject({ reports: 3 * 3_600, samples: 3 * 3_600 })
    for (const { stepMs } of RESOLUTIONS) expect(sumsOf(db, stepMs)).toEqual(finest)
  })

  test.each([1, 2, 3, 4, 5])('through restarts, sleep and clocks set forward and back (seed %i)', (seed) => {
    let db = open()
    let rollups = createRollups(db)
    const random = seededRandom(seed)
    for (let n = 0, now = start; n < 2_500; n++) {
      rollups.write(randomRows(random, now - Math.floor(random() * 3) * SECOND), now)
      const dice = random()
      if (dice < 0.01) {
        db.close()
        db = open()
        rollups = createRollups(db)
      } else if (dice < 0.02) now += random() * 5 * HOUR
      else if (dice < 0.03) now -= random() * 5 * HOUR
      now += SECOND
    }
    finish(db, start + 400 * DAY)
    const finest = sumsOf(db, SECOND)
    expect(finest).toMatchObject({ reports: 2_500 })
    for (const { stepMs } of RESOLUTIONS) expect(sumsOf(db, stepMs)).toEqual(finest)
  })

  test('when writing fails now and then', () => {
    const db = open()
    const rollups = createRollups(db)
    const random = seededRandom(7)
    let written = 0
    for (let now = start; now < start + 20 * MINUTE; now += SECOND) {
      const isFull = random() < 0.1
      db.pragma(`max_page_count = ${isFull ? 1 : 1_000_000}`)
      const rows = randomRows(random, now)
      // New names as well: their numbers must not outlive the failed write.
      if (isFull)
        rows.traffic[0] = { ...randomRows(random, now).traffic[0]!, target: `new-${now}`.padEnd(30_000) }
      try {
        rollups.write(rows, now)
        written += 1
      } catch (error) {
        expect(error).toMatchObject({ code: 'SQLITE_FULL' })
      }
    }
    db.pragma('max_page_count = 1000000')
    finish(db, start + DAY)
    const finest = sumsOf(db, SECOND)
    expect(finest).toMatchObject({ reports: written })
    expect(written).toBeLessThan(1_200)
    for (const { stepMs } of RESOLUTIONS) expect(sumsOf(db, stepMs)).toEqual(finest)
  })
})

const STEP_MS = HOUR

test('a simulated year keeps each resolution for its time and the whole year by the hour', () => {
  const db = open()
  const rollups = createRollups(db)
  const prune = createRetention(db)
  const end = start + 400 * DAY
  let calls = 0
  const pending = createPending()
  for (let now = start; now <= end; now += STEP_MS) {
    pending.addTraffic(now, [trafficSample([1, 2, 3])])
    rollups.write(pending.take(), now)
    if (now % DAY === 0) prune(now)
    if (stepStart(now, HOUR) >= end - 365 * DAY && now < stepStart(end - 2 * SECOND, HOUR)) calls += 3
  }
  prune(end)
  const oldest = (stepMs: number) =>
    end -
    Number(
      db
        .prepare('SELECT min(at) FROM traffic WHERE step_s = ?')
        .pluck()
        .get(stepMs / 1_000),
    )
  for (const { stepMs, keptMs } of RESOLUTIONS) {
    expect(oldest(stepMs)).toBeLessThanOrEqual(Math.max(keptMs, HOUR))
    expect(oldest(stepMs)).toBeGreaterThanOrEqual(keptMs - STEP_MS - stepMs)
  }
  expect(sumsOf(db, HOUR)).toMatchObject({ calls })
})

test('after a long time off, seconds of the last run are rolled up before they go', () => {
  const first = open()
  const random = seededRandom(2)
  const rollups = createRollups(first)
  for (let now = start; now < start + 95 * SECOND; now += SECOND) rollups.write(randomRows(random, now), now)
  const before = sumsOf(first, SECOND)
  first.close()

  const db = open()
  const later = start + 30 * DAY
  createRetention(db)(later)
  finish(db, later)
  createRetention(db)(later)
  expect(sumsOf(db, HOUR)).toEqual(before)
  expect(sumsOf(db, SECOND)).toMatchObject({ reports: 0 })
})

test('names beyond 500 a service share one series', () => {
  const db = open()
  const rollups = createRollups(db)
  const pending = createPending()
  for (let n = 0; n < 700; n++) pending.addTraffic(start, [trafficSample([1], { target: `invented-${n}` })])
  rollups.write(pending.take(), start)
  expect(db.prepare('SELECT count(*) FROM series').pluck().get()).toBe(501)
  expect(sumsOf(db, SECOND)).toMatchObject({ calls: 700 })
})
