/**
 * The gateway of a whole running control center (every guard, metrics and call history on) against a bare echo
 * server on SDK 1.32.2, in interleaved rounds on the same machine. Build first (`npm run build`), then
 * `node --import ./tests/support/typescript-sources.mjs bench/gateway/compare.ts [rounds] [seconds]`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { nodeServer, startCenterWith } from './center-with-echo.ts'
import { callOnce, measure, openSession, type Figures, type Target } from './measure.ts'
import { memoryMb, processTree } from './processes.ts'
import { RawClient } from './raw-client.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 3)
const OFFSET = 20_000
const here = import.meta.dirname

const floorProcess = spawn(process.execPath, [join(here, 'floor-server.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const floorPort = Number(String(await firstOutput(floorProcess)))
const { center, stop } = await startCenterWith(OFFSET, [nodeServer('echo', 'stdio-echo.ts')])
try {
  const tree = processTree(center.pid)
  const pidOf = (part: string): number[] =>
    tree.filter(({ command }) => command.includes(part)).map(({ pid }) => pid)
  const gatewayPid = await center.pidOf('gateway')
  const common = { token: center.token }
  const floor: Target = {
    name: 'floor: bare SDK echo',
    port: floorPort,
    path: '/mcp',
    token: null,
    tool: 'echo',
    arguments: { text: 'hello' },
    expect: 'hello',
    pids: [floorProcess.pid ?? 0],
  }
  const builtIn: Target = {
    name: 'built-in tool through its port',
    ...common,
    port: 4321 + OFFSET,
    path: '/mcp',
    tool: 'open_nodes',
    arguments: { names: ['nobody'] },
    expect: 'entities',
    pids: [gatewayPid, await center.pidOf('memory')],
  }
  const external: Target = {
    name: 'external stdio echo through 4320',
    ...common,
    port: 4320 + OFFSET,
    path: '/mcp',
    tool: 'echo__echo',
    arguments: { text: 'hello' },
    expect: 'hello',
    pids: [gatewayPid, ...pidOf('stdio-host'), ...pidOf('stdio-echo.ts')],
  }

  const idle = {
    floor: memoryMb(floorProcess.pid ?? 0),
    gateway: memoryMb(gatewayPid),
    host: memoryMb(pidOf('stdio-host')[0] ?? 0),
    upstream: memoryMb(pidOf('stdio-echo.ts').at(-1) ?? 0),
  }
  console.log('Idle memory, MB (nothing called yet):', JSON.stringify(idle))

  const targets = [floor, builtIn, external]
  const results = new Map(targets.map(({ name }) => [name, { one: [] as Figures[], many: [] as Figures[] }]))
  for (let round = 1; round <= rounds; round++)
    for (const target of targets) {
      const { one, many } = results.get(target.name) ?? { one: [], many: [] }
      one.push(await measure(target, 1, seconds))
      many.push(await measure(target, 32, seconds))
      console.log(`round ${round}, ${target.name}: ${line(one.at(-1))} | 32: ${line(many.at(-1))}`)
    }

  const reference = results.get(floor.name)
  for (const target of targets) {
    const own = results.get(target.name)
    if (!own || !reference) continue
    console.log(`\n${target.name}`)
    for (const [label, key] of [
      ['1 in flight', 'one'],
      ['32 in flight', 'many'],
    ] as const) {
      const middle = (pick: (figures: Figures) => number, of: Figures[]): number => median(of.map(pick))
      const ratio = (pick: (figures: Figures) => number): string =>
        `${median(own[key].map((figures, n) => pick(figures) / pick(reference[key][n] as Figures))).toFixed(2)}x`
      console.log(
        `  ${label}: ${middle((f) => f.callsPerSecond, own[key]).toFixed(0)} calls/s (${ratio((f) => f.callsPerSecond)}), ` +
          `p50 ${middle((f) => f.p50Ms, own[key]).toFixed(3)} ms (${ratio((f) => f.p50Ms)}), ` +
          `p99 ${middle((f) => f.p99Ms, own[key]).toFixed(2)} ms (${ratio((f) => f.p99Ms)}), ` +
          `CPU ${middle((f) => f.cpuMsPerCall, own[key]).toFixed(4)} ms/call (${ratio((f) => f.cpuMsPerCall)})`,
      )
    }
  }

  const big = 'x'.repeat(2 * 1024 * 1024)
  const large = new RawClient(external.port, external.path, await openSession(external))
  const startedAt = performance.now()
  const body = await callOnce(external, large, { text: big })
  large.close()
  const isWhole = body.includes(big)
  console.log(
    `\n2 MiB of arguments: ${isWhole ? 'answered whole' : 'WRONG'} in ${(performance.now() - startedAt).toFixed(0)} ms`,
  )
} finally {
  await stop()
  floorProcess.kill()
}

function line(figures: Figures | undefined): string {
  if (!figures) return ''
  return `${figures.callsPerSecond.toFixed(0)}/s p50 ${figures.p50Ms.toFixed(3)} cpu ${figures.cpuMsPerCall.toFixed(4)}`
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

async function firstOutput(child: ChildProcess): Promise<unknown> {
  const { stdout } = child
  if (!stdout) throw new Error('no output to read')
  const [chunk] = (await once(stdout, 'data')) as [unknown]
  return chunk
}
