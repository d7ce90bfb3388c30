/**
 * What asking the logs costs main: time of an answer, and the longest turn of the event loop meanwhile, beside the same
 * loop at rest. 12 full logs (360 MB), and one of 10,000 lines.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs bench/logs/search-all.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogs } from '../../src/main/logs/index.ts'
import type { LogLinesQuery } from '../../src/shared/process/center-requests.ts'
import { systemClock } from '../../src/shared/lib/clock.ts'

const LOGS = 12
const FILE_LINES = 48_000
const LINE_TEXT = 'x'.repeat(100)
const everything: LogLinesQuery = {
  sources: [],
  minLevel: 'debug',
  from: null,
  to: null,
  text: '',
  limit: 100,
}

const dir = mkdtempSync(join(tmpdir(), 'omni-logs-'))
const now = Date.now()
for (let log = 0; log < LOGS; log++)
  for (let file = 0; file < 3; file++)
    write(`log-${log}`, file === 0 ? '' : `.${file}`, FILE_LINES, (3 - file) * 100_000)
write('small', '', 10_000, 300_000)
const logs = createLogs({ dir, clock: systemClock, redact: (text) => text })

await measure('at rest, 500 ms', () => new Promise((resolve) => setTimeout(resolve, 500)))
await measure('10,000 lines: newest 100', () => logs.searchAll({ ...everything, sources: ['small'] }))
await measure('10,000 lines: a text that one line holds', () =>
  logs.searchAll({ ...everything, sources: ['small'], text: 'line 17 of' }),
)
await measure('10,000 lines: 5,000 of them', () =>
  logs.searchAll({ ...everything, sources: ['small'], limit: 5_000 }),
)
await measure('10,000 lines: errors (every 10th)', () =>
  logs.searchAll({ ...everything, sources: ['small'], minLevel: 'error', limit: 1_000 }),
)
await measure('360 MB: newest 100 of all logs', () => logs.searchAll(everything))
await measure('360 MB: the last second, oldest first', () =>
  logs.searchAll({ ...everything, order: 'oldest-first', from: now + 399_000 }),
)
await measure('360 MB: half a million lines, oldest first', () =>
  logs.searchAll({ ...everything, order: 'oldest-first', from: now + 299_000 }),
)
await measure('360 MB: a text nobody wrote', () =>
  logs.searchAll({ ...everything, text: 'nobody wrote this' }),
)
await measure('360 MB: statistics, first time', () => logs.statistics())
await measure('360 MB: statistics, again', () => logs.statistics())
await measure('forget a third of one log (30 MB)', () =>
  logs.forget({ before: now + 150_000, sources: ['log-0'] }),
)
logs.close()
rmSync(dir, { recursive: true })

function write(source: string, suffix: string, lines: number, fromMs: number): void {
  const all = Array.from({ length: lines }, (_, n) => {
    const at = now + fromMs + Math.floor((n / lines) * 100_000)
    const level = n % 10 === 0 ? 'error' : 'info'
    return JSON.stringify({ at, source, level, text: `line ${n} of ${LINE_TEXT}`, stream: 'stdout', pid: 1 })
  })
  writeFileSync(join(dir, `${source}.jsonl${suffix}`), `${all.join('\n')}\n`)
}

async function measure(name: string, run: () => Promise<unknown>): Promise<void> {
  let longest = 0
  let running = true
  let last = performance.now()
  const turn = (): void => {
    const time = performance.now()
    longest = Math.max(longest, time - last)
    last = time
    if (running) setImmediate(turn)
  }
  turn()
  const start = performance.now()
  await run()
  running = false
  console.log(`${name}: ${(performance.now() - start).toFixed(1)} ms, longest turn ${longest.toFixed(1)} ms`)
}
