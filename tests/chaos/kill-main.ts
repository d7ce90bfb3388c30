/**
 * kill -9 of main at random moments, also while it starts: 500 ms later nothing of it may be left,
 * and the next start on the same data directory must work. Linux.
 *
 * Run: node tests/chaos/kill-main.ts [times]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { commandOf, processesNaming } from '../support/processes.ts'
import { spawnCenter, startCenter } from '../support/running-center.ts'
import { seededRandom } from '../support/statistics.ts'

const LEFT_AFTER_MS = 500
const times = Number(process.argv[2] ?? 100)
const random = seededRandom(9)
const home = mkdtempSync(join(tmpdir(), 'omnimind-kill-main-'))
/** Every process of this run inherits this variable, so that leftovers are found whatever became of their parents. */
const mark = `omnimind-kill-main-${process.pid}`
const options = { home, portOffset: 12_200, env: { OMNIMIND_CHAOS_MARK: mark } }
const left: string[] = []
let processesSeen = 0

try {
  for (let n = 0; n < times; n++) {
    const { child } = spawnCenter(home, options)
    await delay(random() * 2_500)
    processesSeen = Math.max(processesSeen, processesNaming(mark).length)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await delay(LEFT_AFTER_MS)
    for (const pid of processesNaming(mark)) {
      left.push(`after kill ${n}: ${pid} ${commandOf(pid)}`)
      process.kill(pid, 'SIGKILL')
    }
  }
  const center = await startCenter(options)
  await center.stop()
} finally {
  rmSync(home, { recursive: true, force: true })
}
console.log(
  `${times} kills of main, up to ${processesSeen} processes alive at the kill; left after ${LEFT_AFTER_MS} ms: ${left.length}`,
)
for (const line of left.slice(0, 10)) console.log(`  ${line}`)
/** Main, the gateway and three services; fewer would mean that nothing was killed in the middle of its work. */
const WHOLE_TREE = 5
const passed = left.length === 0 && processesSeen >= WHOLE_TREE
console.log(passed ? 'PASSED' : 'FAILED')
process.exitCode = passed ? 0 : 1
