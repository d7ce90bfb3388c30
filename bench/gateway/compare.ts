/**
 * The gateway of a whole running control center (every guard, metrics and call history on) against a bare echo
 * server on SDK 1.32.2, in interleaved rounds on the same machine. Build first (`npm run build`), then
 * `node --import ./tests/support/typescript-sources.mjs bench/gateway/compare.ts [rounds] [seconds] [port offset]`.
 */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCenterWith, nodeServer } from './center-with-echo.ts'
import { startFloor } from './floor.ts'
import { callOnce, measure, openSession, warmUp, type Figures, type Target } from './measure.ts'
import { memoryMb, processTree, sumMemory, type Memory } from './processes.ts'
import { RawClient } from './raw-client.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 3)
const offset = Number(process.argv[4] ?? 20_000)
/** Until everybody has done what is done after a start. */
const IDLE_MS = 10_000
const BIG = 'x'.repeat(2 * 1024 * 1024)

const { center, stop } = await startCenterWith(offset, [nodeServer('echo', 'stdio-echo.ts')])
const floor = await startFloor()
const pidOf = (part: string): number => {
  const found = processTree(center.pid).findLast(({ command }) => command.includes(part))
  if (!found) throw new Error(`No process "${part}" runs.\n${center.output()}`)
  return found.pid
}
const gateway = await center.pidOf('gateway')
const parts = { gateway, 'stdio-host': pidOf('stdio-host'), upstream: pidOf('stdio-echo.mjs') }
const builtIn: Target = {
  name: 'built-in tool through its port',
  token: center.token,
  port: 4321 + offset,
  path: '/mcp',
  tool: 'open_nodes',
  arguments: { names: ['nobody'] },
  expect: 'entities',
  pids: [gateway, await center.pidOf('memory')],
}
const external: Target = {
  ...floor.target,
  name: 'external stdio echo through 4320',
  token: center.token,
  port: 4320 + offset,
  tool: 'echo__echo',
  pids: Object.values(parts),
}
const targets = [floor.target, builtIn, external]

try {
  await reportMemory()
  for (const target of targets) await warmUp(target)
  const results = new Map(targets.map((target) => [target, { one: [] as Figures[], many: [] as Figures[] }]))
  for (let round = 1; round <= rounds; round++)
    for (const [target, { one, many }] of results) {
      one.push(await measure(target, 1, seconds))
      many.push(await measure(target, 32, seconds))
      console.log(`round ${round}, ${target.name}: 1: ${line(one.at(-1))} | 32: ${line(many.at(-1))}`)
    }
  console.log('\nload average', ...loadavg().map((load) => load.toFixed(1)))
  for (const [target, own] of results) report(target, own, results.get(floor.target) ?? own)
  for (const [target, tool, args] of [
    [floor.target, 'echo', { text: BIG }],
    [external, 'echo__echo', { text: BIG }],
    [builtIn, 'open_nodes', { names: [BIG] }],
  ] as const)
    await callWithMuch({ ...target, tool, arguments: args })
} finally {
  await stop()
  floor.stop()
}

/** One session open on each side, one call made, then left alone. */
async function reportMemory(): Promise<void> {
  for (const target of [floor.target, external]) {
    const raw = new RawClient(target.port, target.path, await openSession(target))
    await callOnce(target, raw)
    raw.close()
  }
  await sleep(IDLE_MS)
  const bare = memoryMb(floor.target.pids[0] ?? 0)
  const each = Object.entries(parts).map(([name, pid]) => [name, memoryMb(pid)] as const)
  const all = sumMemory(each.map(([, memory]) => memory))
  const show = ({ rss, pss, private: own }: Memory): string => `RSS ${rss}, Pss ${pss}, private ${own} MB`
  console.log(`idle, one session and one call each\n  floor: ${show(bare)}`)
  for (const [name, memory] of each) console.log(`  ${name}: ${show(memory)}`)
  const times = (key: keyof Memory): string => `${(all[key] / bare[key]).toFixed(2)}x`
  console.log(
    `  the three together: ${show(all)} (${times('rss')}, ${times('pss')}, ${times('private')} the floor)`,
  )
}

function report(
  { name }: Target,
  own: Record<'one' | 'many', Figures[]>,
  floors: Record<'one' | 'many', Figures[]>,
): void {
  console.log(`\n${name}`)
  for (const [label, key] of [
    ['1 in flight', 'one'],
    ['32 in flight', 'many'],
  ] as const) {
    const figure = (of: Exclude<keyof Figures, 'cpuMsByProcess'>, digits: number): string => {
      const ratios = own[key].map((figures, n) => figures[of] / (floors[key][n]?.[of] ?? Number.NaN))
      return `${median(own[key].map((figures) => figures[of])).toFixed(digits)} (${median(ratios).toFixed(2)}x)`
    }
    console.log(
      `  ${label}: ${figure('callsPerSecond', 0)} calls/s, p50 ${figure('p50Ms', 3)} ms, ` +
        `p99 ${figure('p99Ms', 2)} ms, CPU ${figure('cpuMsPerCall', 4)} ms a call`,
    )
  }
}

async function callWithMuch(target: Target): Promise<void> {
  const raw = new RawClient(target.port, target.path, await openSession(target))
  const startedAt = performance.now()
  const body = await callOnce(target, raw)
  const ms = (performance.now() - startedAt).toFixed(0)
  raw.close()
  const isRight = target.tool === 'open_nodes' ? body.includes('entities') : body.includes(BIG)
  console.log(`2 MiB of arguments, ${target.name}: ${isRight ? 'answered' : 'WRONG'} in ${ms} ms`)
}

function line(figures: Figures | undefined): string {
  if (!figures) return ''
  const { callsPerSecond, p50Ms, cpuMsByProcess } = figures
  const cpu = cpuMsByProcess.map((ms) => ms.toFixed(3)).join(' + ')
  return `${callsPerSecond.toFixed(0)}/s p50 ${p50Ms.toFixed(3)} cpu ${cpu}`
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
