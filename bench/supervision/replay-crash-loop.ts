/**
 * Replays 24 h of a service that dies some time after each start, for every time from 0.1 s to 30 min, with
 * the shortest, the longest and random jitter, through the real supervisor in virtual time. Then three days
 * for the worst 24 h of any length. Ends with code 1 when any day has more than 45 restarts.
 *
 * Run: node bench/supervision/replay-crash-loop.ts [values]
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runnerImport } from 'vite'
import { seededRandom } from '../../tests/support/statistics.ts'
import type * as CrashLoop from './crash-loop'

type Replay = CrashLoop.Replay

const MOST_A_DAY = 45
const values = Number(process.argv[2] ?? 500)
const root = resolve(import.meta.dirname, '../..')
const jitters = [
  { jitter: 'none', random: () => 0 },
  { jitter: 'longest', random: () => 1 - Number.EPSILON },
  { jitter: 'random', random: seededRandom(44_04) },
]

const { replayCrashLoop, timesToLive } = await load()
const begun = performance.now()
const lines: string[] = []
let worst = 0
for (const { jitter, random } of jitters) {
  const oneDay = await replayAll(random, timesToLive(values), 1)
  const threeDays = await replayAll(random, timesToLive(Math.ceil(values / 5)), 3)
  const day = mostOf(oneDay, 'firstDay')
  const anyDay = mostOf(threeDays, 'worstDay')
  const incident = oneDay.find(({ livesMs }) => livesMs === 44_040)
  worst = Math.max(worst, day.firstDay, anyDay.worstDay)
  lines.push(
    `| ${jitter} | ${oneDay.length} | ${day.firstDay} (lives ${seconds(day.livesMs)}) | ` +
      `${anyDay.worstDay} (lives ${seconds(anyDay.livesMs)}) | ${incident?.firstDay} | ${incident?.failuresTold} |`,
  )
}
const naive = await replayCrashLoop(44_040, () => 0, 1, 'immediate')
const tookS = ((performance.now() - begun) / 1_000).toFixed(1)
writeFileSync(join(import.meta.dirname, 'results.md'), report())
console.log(report())
process.exitCode = worst > MOST_A_DAY ? 1 : 0

/** The code under test uses the build's aliases, so it is loaded the way the build would. */
async function load(): Promise<typeof CrashLoop> {
  const alias = { '@shared': join(root, 'src/shared'), '@servers': join(root, 'src/servers') }
  const { module } = await runnerImport<typeof CrashLoop>(join(import.meta.dirname, 'crash-loop.ts'), {
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias },
  })
  return module
}

async function replayAll(random: () => number, lives: readonly number[], days: number): Promise<Replay[]> {
  const replays: Replay[] = []
  for (const livesMs of lives) replays.push(await replayCrashLoop(livesMs, random, days))
  return replays
}

function mostOf(replays: readonly Replay[], figure: 'firstDay' | 'worstDay'): Replay {
  return replays.reduce((most, replay) => (replay[figure] > most[figure] ? replay : most))
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toPrecision(4)} s`
}

function report(): string {
  return `# Crash loops replayed

Recorded by \`node bench/supervision/replay-crash-loop.ts ${values}\` on ${new Date().toISOString().slice(0, 10)}
(Node ${process.versions.node}) in ${tookS} s. Restarts of one service that dies a fixed time after each start,
through the real supervisor in virtual time; bound: ${MOST_A_DAY} in any 24 h.

| jitter | times to live, 0.1 s to 30 min | most restarts in the first 24 h | most in any 24 h of three days | dies each 44.04 s | "failed" told for it |
|---|---|---|---|---|---|
${lines.join('\n')}

Without a policy (\`OMNIMIND_RESTART_POLICY=immediate\`) the incident replays as it was: ${naive.firstDay} restarts in 24 h.

Worst: ${worst}. ${worst > MOST_A_DAY ? 'BOUND BROKEN.' : 'The bound holds.'}
`
}
