/**
 * What logging costs main: a burst of 50,000 lines a second for five seconds and the delay of the event loop
 * meanwhile; the highest rate; a search through 30 MB without a hit.
 * Floors, in the same run: the delay of an idle event loop, appending the same bytes with plain fs, and reading and splitting the same files.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/data/logs.ts
 */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '../../src/shared/lib/clock.ts'
import type { LogEntry } from '../../src/shared/domain/log.ts'
import { createLogs } from '../../src/main/logs/index.ts'
import { createRedactor } from '../../src/main/redaction/index.ts'

const LINES_PER_SECOND = 50_000
const SECONDS = 5
const directory = mkdtempSync(join(tmpdir(), 'omnimind-bench-'))
const entry = (source: string, n: number): LogEntry => ({
  at: Date.now(),
  source,
  level: 'info',
  text: `${n} handled tools/call read_graph in 3.2 ms for client claude-code`,
  stream: 'stdout',
  pid: 1,
})

/** The delay of the event loop of this process while it does nothing: what the machine's other load costs. */
async function idleFloor(): Promise<void> {
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  await delay(SECONDS * 1_000)
  loop.disable()
  tellDelay('idle process', loop)
}

function tellDelay(what: string, loop: { max: number; percentile(p: number): number }): void {
  const ms = (nanoseconds: number): string => (nanoseconds / 1e6 - 5).toFixed(1)
  console.log(`event loop delay, ${what}: p99 ${ms(loop.percentile(99))} ms, worst ${ms(loop.max)} ms`)
}

/** Lines arrive as a child's pipe delivers them: some hundred with each 64 kB. */
async function burst(): Promise<void> {
  const logs = createLogs({
    dir: join(directory, 'burst'),
    clock: systemClock,
    redact: createRedactor(() => []),
  })
  const loop = monitorEventLoopDelay({ resolution: 5 })
  let tailed = 0
  const gone = new AbortController()
  const tailing = (async () => {
    for await (const batch of logs.tail({ source: 'memory', backlog: 0 }, gone.signal))
      tailed += batch.entries.length + batch.dropped
  })()
  await delay(100)
  loop.enable()
  const before = performance.now()
  for (let n = 0; n < LINES_PER_SECOND * SECONDS;) {
    const due = Math.min(
      LINES_PER_SECOND * SECONDS,
      Math.floor(((performance.now() - before) / 1_000) * LINES_PER_SECOND),
    )
    for (const end = Math.min(due, n + 600); n < end; n++) logs.write(entry('memory', n))
    await (n < due ? turn() : delay(1))
  }
  const tookMs = performance.now() - before
  loop.disable()
  await delay(300)
  gone.abort()
  await tailing
  logs.close()
  console.log(
    `burst: ${LINES_PER_SECOND * SECONDS} lines in ${(tookMs / 1_000).toFixed(1)} s with a tail reading; lost ${logs.lost('memory')}, seen by the tail ${tailed}`,
  )
  tellDelay('burst', loop)
}

async function rate(count: number): Promise<void> {
  const logs = createLogs({
    dir: join(directory, 'rate'),
    clock: systemClock,
    redact: createRedactor(() => []),
  })
  const lines: string[] = []
  const before = performance.now()
  for (let n = 0; n < count; n++) {
    logs.write(entry('memory', n))
    if (n % 2_000 === 0) logs.flushSync()
  }
  logs.flushSync()
  const ours = ((performance.now() - before) / count) * 1_000
  for (let n = 0; n < count; n++) lines.push(`${JSON.stringify(entry('memory', n))}\n`)
  const floorBefore = performance.now()
  for (let n = 0; n < count; n += 2_000)
    appendFileSync(join(directory, 'floor.jsonl'), lines.slice(n, n + 2_000).join(''))
  const floor = ((performance.now() - floorBefore) / count) * 1_000
  console.log(
    `one line: ${ours.toFixed(2)} us cleaned, serialised and on file; the append alone ${floor.toFixed(2)} us; ratio ${(ours / floor).toFixed(1)}`,
  )

  const searchBefore = performance.now()
  const page = await logs.search({
    source: 'memory',
    text: 'nowhere to be found',
    minLevel: 'debug',
    limit: 100,
  })
  const searchMs = performance.now() - searchBefore
  const readBefore = performance.now()
  const folder = join(directory, 'rate')
  const read = readdirSync(folder).reduce(
    (sum, name) => sum + readFileSync(join(folder, name), 'utf8').split('\n').length - 1,
    0,
  )
  const readMs = performance.now() - readBefore
  console.log(
    `search of ${read} lines without a hit (${page.entries.length}): ${searchMs.toFixed(0)} ms; reading and splitting them ${readMs.toFixed(0)} ms; ratio ${(searchMs / readMs).toFixed(1)}`,
  )
  logs.close()
}

try {
  await idleFloor()
  await burst()
  await rate(240_000)
} finally {
  rmSync(directory, { recursive: true })
}
