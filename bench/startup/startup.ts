/**
 * Cold start to all tier-1 services ready, and the idle memory of the whole tree.
 * Floor, in the same run: a bare `node -e ""`, and one idle empty Node process.
 *
 * Run: node bench/startup/startup.ts [rounds]
 */
import { spawn, spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { commandOf, memoryOf, processTree } from '../../tests/support/processes.ts'
import { startCenter } from '../../tests/support/running-center.ts'
import { percentile } from '../../tests/support/statistics.ts'

const SETTLE_MS = 10_000
const rounds = Number(process.argv[2] ?? 5)
const startsMs: number[] = []
const floorsMs: number[] = []
for (let round = 0; round < rounds; round++) {
  const before = performance.now()
  spawnSync(process.execPath, ['-e', ''])
  floorsMs.push(performance.now() - before)
  const center = await startCenter({ portOffset: 12_300 })
  startsMs.push(center.readyAfterMs)
  await center.stop()
}
const [start, floor] = [percentile(startsMs, 0.5), percentile(floorsMs, 0.5)]
console.log(
  `cold start to all tier-1 ready: median ${start.toFixed(0)} ms, worst ${Math.max(...startsMs).toFixed(0)} ms over ${rounds}`,
)
console.log(`  ${(start / floor).toFixed(1)} times a bare node start (${floor.toFixed(0)} ms)`)

const center = await startCenter({ portOffset: 12_300 })
const empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
try {
  await delay(SETTLE_MS)
  const rows = processTree(center.pid).map((pid) => ({ command: commandOf(pid), ...memoryOf(pid) }))
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(7)
  const total = (key: 'rssBytes' | 'pssBytes'): number => rows.reduce((sum, row) => sum + row[key], 0)
  console.log(`idle ${SETTLE_MS / 1_000} s after ready:  Pss MB  RSS MB`)
  for (const row of rows)
    console.log(`  ${row.command.padEnd(28)} ${megabytes(row.pssBytes)} ${megabytes(row.rssBytes)}`)
  console.log(`  ${'whole tree'.padEnd(28)} ${megabytes(total('pssBytes'))} ${megabytes(total('rssBytes'))}`)
  const bare = memoryOf(empty.pid as number)
  console.log(
    `  ${'(one empty node beside it)'.padEnd(28)} ${megabytes(bare.pssBytes)} ${megabytes(bare.rssBytes)}`,
  )
} finally {
  empty.kill()
  await center.stop()
}
