import { MINUTE } from '@shared/lib/clock'
import type { Logger } from '@shared/domain/log'
import type { ReadableDatabase, WritableDatabase } from '../storage/index'
import { createWriteGuard } from '../storage/index'
import { registerBucketFunctions } from './bucket-functions'
import type { Rows } from './pending'
import { querySeries, type SeriesQuery } from './query-series'
import { queryTools } from './query-tools'
import { createRowReader } from './read-rows'
import { FINEST, stepStart, type Range } from './resolutions'
import { createRetention } from './retention'
import { createRollups } from './rollups'
import { createSizeCap } from './size-cap'
import { createSpans } from './spans'
import type { Problem } from '@shared/errors'
import type { Series, ToolStats } from '@shared/domain/metrics'

export interface MetricsStore {
  /** Called every second: stores the rows and does what is due. Never throws. */
  tick(rows: Rows, nowMs: number): void
  /** Notes the end of measuring, so that the gap begins where it should. */
  finish(rows: Rows, nowMs: number): void
  series(query: SeriesQuery): Series[]
  tools(query: Range & { serviceId: string }): ToolStats[]
  readonly problem: Problem | null
}

export interface StoreDeps {
  db: ReadableDatabase
  /** The same connection when it may write. */
  writer: WritableDatabase | null
  limitBytes: () => number
  nowMs: number
  log: Logger
}

/** Metrics on disk: at most one transaction a second, and a disk that refuses costs figures only. */
export function createMetricsStore({ db, writer, limitBytes, nowMs, log }: StoreDeps): MetricsStore {
  registerBucketFunctions(db)
  const guard = createWriteGuard('Metrics', log)
  const rows = createRowReader(db)
  const spans = createSpans(db, writer, nowMs)
  const write = writer ? createWriter(writer, spans, limitBytes) : () => {}
  /** Seconds before this one are complete. */
  let measuredUntil = stepStart(nowMs, FINEST.stepMs)

  const tick = (pending: Rows, now: number, isLast: boolean): void => {
    guard.run(() => write(pending, now, isLast))
    measuredUntil = stepStart(now, FINEST.stepMs)
  }
  return {
    tick: (pending, now) => tick(pending, now, false),
    finish: (pending, now) => tick(pending, now, true),
    series: (query) => querySeries(query, { rows, spans, nowMs: measuredUntil }),
    tools: (query) => queryTools(query, rows, measuredUntil),
    get problem() {
      return guard.problem
    },
  }
}

/** One second's work: rows and roll-ups in one transaction, now and then old rows, and the size. */
function createWriter(
  db: WritableDatabase,
  spans: ReturnType<typeof createSpans>,
  limitBytes: () => number,
): (rows: Rows, nowMs: number, isLast: boolean) => void {
  const rollups = createRollups(db)
  const prune = createRetention(db)
  const capSize = createSizeCap(db, limitBytes)
  let prunedAt = -Infinity

  const writeAll = db.transaction((rows: Rows, nowMs: number, isLast: boolean) => {
    const hasRows = rows.traffic.length > 0 || rows.process.length > 0
    if (hasRows || rollups.isDue(nowMs)) rollups.write(rows, nowMs)
    spans.save(hasRows || isLast)
    if (Math.abs(nowMs - prunedAt) < MINUTE) return
    prune(nowMs)
    prunedAt = nowMs
  })
  return (rows, nowMs, isLast) => {
    spans.tick(nowMs)
    writeAll(rows, nowMs, isLast)
    capSize(nowMs)
  }
}
