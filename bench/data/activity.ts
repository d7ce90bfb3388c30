/**
 * What the list of calls costs main with full synchronisation: a batch of 200 calls, as the gateway reports
 * at most once a second, into a full list; and reading it.
 * Floor, in the same run: bare inserts of the same columns in transactions of 200.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/data/activity.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { systemClock } from '../../src/shared/lib/clock.ts'
import { createActivity } from '../../src/main/activity/index.ts'
import { createRedactor } from '../../src/main/redaction/index.ts'
import { controlMigrations, openDatabase } from '../../src/main/storage/index.ts'
import { anyCall } from '../../tests/support/any-call.ts'
import { memoryLogger } from '../../tests/support/memory-logger.ts'
import { percentile } from '../../tests/support/statistics.ts'

const BATCHES = 700
const directory = mkdtempSync(join(tmpdir(), 'omnimind-bench-'))
const call = anyCall({ at: Date.now(), durationMs: 1.5, requestBytes: 120, responseBytes: 4_000 })
/** With contents as large as the default cap lets them be, half full. */
const contents = {
  request: 'x'.repeat(200),
  response: 'y'.repeat(8_000),
  requestCut: false,
  responseCut: false,
}
const batch = Array.from({ length: 200 }, () => ({ ...call, contents }))
const timed = (run: () => void): number => {
  const before = performance.now()
  run()
  return performance.now() - before
}

try {
  const db = openDatabase({
    file: join(directory, 'control.db'),
    migrations: controlMigrations,
    synchronous: 'FULL',
    clock: systemClock,
  })
  const redact = createRedactor(() => ['a-secret-of-the-person'])
  const activity = createActivity({ db, clock: systemClock, log: memoryLogger(), redact, keepDays: () => 30 })
  const ours = Array.from({ length: BATCHES }, () => timed(() => activity.record(batch))).slice(-200)

  const bare = new Sqlite(join(directory, 'floor.db'))
  bare.pragma('journal_mode = WAL')
  bare.pragma('synchronous = FULL')
  bare.exec('CREATE TABLE t (seq INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h, i, j)')
  const insert = bare.prepare(
    'INSERT INTO t (a, b, c, d, e, f, g, h, i, j) VALUES (?, ?, ?, ?, ?, 1500, 120, 4000, ?, ?)',
  )
  const all = bare.transaction(() => {
    for (let n = 0; n < batch.length; n++)
      insert.run(
        call.at,
        call.serviceId,
        call.method,
        call.target,
        call.outcome,
        call.client,
        call.mcpSessionId,
      )
  })
  const floor = Array.from({ length: BATCHES }, () => timed(all)).slice(-200)
  const [one, other] = [percentile(ours, 0.5), percentile(floor, 0.5)]
  console.log(
    `200 calls: median ${one.toFixed(2)} ms, p99 ${percentile(ours, 0.99).toFixed(2)} ms; bare inserts ${other.toFixed(2)} ms; ratio ${(one / other).toFixed(1)}`,
  )
  for (const [name, query] of [
    ['newest 500', { text: '' }],
    ['a text that is nowhere, 100,000 calls', { text: 'nowhere' }],
  ] as const) {
    const times = Array.from({ length: 20 }, () => timed(() => void activity.list({ ...query, limit: 500 })))
    console.log(`list, ${name}: median ${percentile(times, 0.5).toFixed(1)} ms`)
  }
  db.db.close()
  bare.close()
} finally {
  rmSync(directory, { recursive: true })
}
