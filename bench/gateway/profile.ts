/**
 * Where the time goes: CPU profiles of the gateway and the stdio-host under 32 calls in flight, functions by own time.
 * Build first, then `node --import ./tests/support/typescript-sources.mjs bench/gateway/profile.ts [seconds] [port offset]`.
 */
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCenterWith, nodeServer } from './center-with-echo.ts'
import { measure, warmUp, type Target } from './measure.ts'
import { processTree } from './processes.ts'

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
}
interface Profile {
  nodes: ProfileNode[]
  samples: number[]
  timeDeltas: number[]
}

const seconds = Number(process.argv[2] ?? 5)
const offset = Number(process.argv[3] ?? 20_000)
/** Where Node opens its inspector when it gets SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json'

const { center, stop } = await startCenterWith(offset, [nodeServer('echo', 'stdio-echo.ts')])
const pidOf = (part: string): number =>
  processTree(center.pid).findLast(({ command }) => command.includes(part))?.pid ?? 0
const common = { token: center.token, path: '/mcp', pids: [] }
const builtIn: Target = {
  ...common,
  name: 'built-in',
  port: 4321 + offset,
  tool: 'open_nodes',
  arguments: { names: ['nobody'] },
  expect: 'entities',
}
const external: Target = {
  ...common,
  name: 'external',
  port: 4320 + offset,
  tool: 'echo__echo',
  arguments: { text: 'hello' },
  expect: 'hello',
}
try {
  for (const target of [builtIn, external]) await warmUp(target)
  for (const [target, part] of [
    [builtIn, 'gateway'],
    [external, 'gateway'],
    [external, 'stdio-host'],
  ] as const)
    await profileUnder(target, part)
} finally {
  await stop()
}

async function profileUnder(target: Target, part: string): Promise<void> {
  const inspector = await attach(pidOf(part))
  await inspector.ask('Profiler.enable')
  await inspector.ask('Profiler.setSamplingInterval', { interval: 250 })
  await inspector.ask('Profiler.start')
  const { callsPerSecond } = await measure(target, 32, seconds)
  const { profile } = (await inspector.ask('Profiler.stop')) as { profile: Profile }
  await inspector.close()
  const file = `${target.name}-${part}.cpuprofile`
  writeFileSync(file, JSON.stringify(profile))
  console.log(`\n${part} under ${target.name}, ${callsPerSecond.toFixed(0)} calls/s (${file})`)
  for (const [name, share] of byOwnTime(profile).slice(0, 45))
    console.log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`)
}

function byOwnTime({ nodes, samples, timeDeltas }: Profile): [string, number][] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const own = new Map<string, number>()
  let busy = 0
  for (const [n, id] of samples.entries()) {
    const name = names.get(id) ?? ''
    const micros = timeDeltas[n] ?? 0
    if (name.startsWith('(idle)')) continue
    busy += micros
    own.set(name, (own.get(name) ?? 0) + micros)
  }
  return [...own]
    .map(([name, micros]): [string, number] => [name, micros / busy])
    .toSorted((a, b) => b[1] - a[1])
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  return `${functionName || '(anonymous)'} ${basename(url)}:${lineNumber + 1}`
}

interface Inspector {
  ask(method: string, params?: object): Promise<unknown>
  close(): Promise<void>
}

/** Source: Chrome DevTools Protocol, domains Profiler and Runtime. */
async function attach(pid: number): Promise<Inspector> {
  process.kill(pid, 'SIGUSR1')
  await sleep(500)
  const [page] = (await (await fetch(INSPECTOR)).json()) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(page?.webSocketDebuggerUrl ?? '')
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const waiting = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result: unknown }
    if (id !== undefined) waiting.get(id)?.(result)
  })
  let lastId = 0
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      waiting.set(++lastId, resolve)
      socket.send(JSON.stringify({ id: lastId, method, params }))
    })
  const close = async (): Promise<void> => {
    // Frees the port for the next process.
    const expression = 'setImmediate(() => process.getBuiltinModule("node:inspector").close())'
    await ask('Runtime.evaluate', { expression })
    socket.close()
    await sleep(500)
  }
  return { ask, close }
}
