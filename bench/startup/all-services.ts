/**
 * Every built-in service started at once: when each is ready, and what all of them hold when idle.
 * Floor, in the same run: one idle empty Node process.
 *
 * Build first. Run: node --import ./tests/support/typescript-sources.mjs bench/startup/all-services.ts
 */
import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { commandOf, memoryOf, processTree } from '../../tests/support/processes.ts'
import { startCenter } from '../../tests/support/running-center.ts'
import { connectToCenter } from '../../src/main/cli/connection.ts'

const SETTLE_MS = 15_000

const center = await startCenter({ portOffset: 12_400 })
const empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
try {
  const { client } = connectToCenter(center.home)
  const before = performance.now()
  const services = await client.services.startAll({})
  const allReadyMs = performance.now() - before
  const states = services.map(({ id, state }) => `${id} ${state.kind}`)
  console.log(`${services.length} services: ${states.join(', ')}`)
  const tierOne = center.readyAfterMs.toFixed(0)
  console.log(
    `tier 1 ready ${tierOne} ms after the start; all others ${allReadyMs.toFixed(0)} ms after they were asked for`,
  )
  await delay(SETTLE_MS)
  const rows = processTree(center.pid).map((pid) => ({ command: commandOf(pid), ...memoryOf(pid) }))
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(7)
  const total = (key: 'rssBytes' | 'pssBytes'): number => rows.reduce((sum, row) => sum + row[key], 0)
  console.log(`idle ${SETTLE_MS / 1_000} s later:       Pss MB  RSS MB`)
  for (const row of rows.toSorted((a, b) => b.pssBytes - a.pssBytes))
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
