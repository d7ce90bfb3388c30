/**
 * Writes numbered lines, whose number is their time, to the log `memory` in the given directory and forgets the older
 * ones again and again, until it is killed. Prints "N M": lines from N on were never to be forgotten, and the file is known
 * to hold all up to M. Started by the kill -9 test.
 */
import { systemClock } from '../../src/shared/lib/clock'
import { createLogs } from '../../src/main/logs/index'

const logs = createLogs({ dir: process.argv[2] ?? '', clock: systemClock, redact: (text) => text })
let n = Number(process.argv[3] ?? 0)

function write(count: number): void {
  for (const end = n + count; n < end;) {
    n += 1
    const text = `${n} ${'x'.repeat(2_000 + (n % 700))}`
    logs.write({ at: n, source: 'memory', level: 'info', text, stream: 'stdout', pid: 1 })
  }
  logs.flushSync()
}

for (;;) {
  write(2_000)
  const before = n - 1_500
  process.stdout.write(`${before} ${n}\n`)
  const forgotten = logs.forget({ before, sources: [] })
  write(100)
  await forgotten
}
