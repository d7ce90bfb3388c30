/**
 * How long a killed and how long a stopped (SIGSTOP) service takes to be ready again: real supervisor, real
 * processes of `memory`, no gateway and no load. Beside it: the floor, a bare `node -e ""`.
 *
 * Run: node bench/supervision/recovery.ts [kills]
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { runnerImport } from 'vite'
import { percentile } from '../../tests/support/statistics.ts'
import type * as LiveSupervisor from './live-supervisor'

const kills = Number(process.argv[2] ?? 100)
const { startLiveSupervisor } = await load()
const live = await startLiveSupervisor('memory')
try {
  const crashes: number[] = []
  for (let kill = 0; kill < kills; kill++) crashes.push(await live.recoverFrom('SIGKILL'))
  console.log(`SIGKILL to ready, ${kills} times: ${figures(crashes)}`)
  console.log(`SIGSTOP to ready, once: ${((await live.recoverFrom('SIGSTOP')) / 1_000).toFixed(1)} s`)
  console.log(`bare node, 20 times: ${figures(Array.from({ length: 20 }, bareNode))}`)
} finally {
  await live.stop()
}

function figures(ms: readonly number[]): string {
  const [p50, p99, worst] = [0.5, 0.99, 1].map((q) => percentile(ms, q).toFixed(0))
  return `p50 ${p50} ms, p99 ${p99} ms, worst ${worst} ms`
}

function bareNode(): number {
  const begun = performance.now()
  spawnSync(process.execPath, ['-e', ''])
  return performance.now() - begun
}

/** The code under test uses the build's aliases, so it is loaded the way the build would. */
async function load(): Promise<typeof LiveSupervisor> {
  const root = resolve(import.meta.dirname, '../..')
  const alias = { '@shared': resolve(root, 'src/shared'), '@servers': resolve(root, 'src/servers') }
  const path = resolve(import.meta.dirname, 'live-supervisor.ts')
  const options = { root, configFile: false, logLevel: 'error', resolve: { alias } } as const
  return (await runnerImport<typeof LiveSupervisor>(path, options)).module
}
