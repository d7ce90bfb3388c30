/**
 * Writes numbered lines to the log `victim` in the given directory until it is killed, and prints the number of
 * each line that the file is known to hold. Started by the kill -9 test.
 */
import { systemClock } from '../../src/shared/lib/clock'
import { createLogs } from '../../src/main/logs/index'

const logs = createLogs({ dir: process.argv[2] ?? '', clock: systemClock, redact: (text) => text })
let n = Number(process.argv[3] ?? 0)
let bursts = 0

/** A turn writes a burst; every tenth burst is forced to the file and acknowledged. */
function burst(): void {
  for (let count = 0; count < 200; count++) {
    n += 1
    logs.write({
      at: Date.now(),
      source: 'victim',
      level: 'info',
      text: `line ${n} ${'x'.repeat(n % 700)}`,
      stream: 'stdout',
      pid: 1,
    })
  }
  bursts += 1
  if (bursts % 10 === 0) {
    logs.flushSync()
    process.stdout.write(`${n}\n`)
  }
  setImmediate(burst)
}
burst()
