/**
 * Every behaviour of tests/external/hostile-server.mjs as an external server beside two honest ones under steady load: what do
 * the honest ones' callers notice? Build first, then
 * `node --import ./tests/support/typescript-sources.mjs bench/gateway/hostile.ts [rounds] [behaviour...]`.
 *
 * A round is: quiet, with the hostile server, quiet. Its quiet halves compared with each other say what is noise. `none` is a
 * server that behaves: what one more of them costs. `hog` is no server but a program that only computes, beside the same load: what a busy core does by itself.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExternalServer } from '@shared/domain/external'
import { nodeServer, startCenterWith } from './center-with-echo.ts'
import { openSession, type Target } from './measure.ts'
import { memoryMb, processTree } from './processes.ts'
import { RawClient } from './raw-client.ts'

const script = join(import.meta.dirname, '../../tests/external/hostile-server.mjs')
const behavioursOf = (text: string): string[] =>
  [...text.matchAll(/^ {2}'?([a-z0-9]+(?:-[a-z0-9]+)+)'?: \(/gm)].map((match) => match[1] as string)
const rounds = Number(process.argv[2] ?? 2)
const all = [
  'none',
  'ignores-sigterm',
  'prints-and-exits',
  'huge-tool-list',
  ...behavioursOf(readFileSync(script, 'utf8')),
  'hog',
]
const behaviours = process.argv.length > 3 ? process.argv.slice(3) : all
const OFFSET = 25_000
const WINDOW_MS = 4_000
const EVERY_MS = 10
/** A call to the hostile server is given up after this, s; what takes much longer is unbounded. */
const TIMEOUT_S = 5
const BOUND_MS = 15_000

const { center, client, stop } = await startCenterWith(OFFSET, [nodeServer('echo', 'stdio-echo.ts')])
const target = (name: string, port: number, path: string, tool: string): Target => ({
  name,
  port: port + OFFSET,
  path,
  token: center.token,
  tool,
  arguments: {},
  expect: '',
  pids: [],
})
const echo = target('echo', 4320, '/mcp', 'echo__echo')
const memory = target('memory', 4321, '/mcp', 'open_nodes')
const hostile = target('hostile', 4320, '/mcp/hostile', 'do')
let lastId = 0
let wrong = 0

/** One caller with a call each 10 ms (later when the one before is not answered yet). @returns times, ms */
async function steadily(aim: Target, endsAt: number): Promise<number[]> {
  const raw = new RawClient(aim.port, aim.path, await openSession(aim))
  const times: number[] = []
  while (performance.now() < endsAt) {
    const id = ++lastId
    const args = aim === echo ? { text: `#${id}#` } : { names: [`#${id}#`] }
    const startedAt = performance.now()
    const params = { name: aim.tool, arguments: args }
    const { body } = await raw.post(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }))
    times.push(performance.now() - startedAt)
    if (!body.includes(aim === echo ? `#${id}#` : 'entities') || !body.includes(`"id":${id}`)) wrong++
    await sleep(EVERY_MS)
  }
  raw.close()
  return times
}

/** @returns times of both honest servers together, ms */
async function honest(): Promise<number[]> {
  const endsAt = performance.now() + WINDOW_MS
  return (await Promise.all([steadily(echo, endsAt), steadily(memory, endsAt)])).flat()
}

/** One caller of the hostile tool, in one MCP session, until it is told to end. */
async function callHostile(seen: Seen, isOver: () => boolean): Promise<void> {
  let headers: Record<string, string> | null = null
  while (!isOver()) {
    const startedAt = performance.now()
    let text: string
    try {
      headers ??= await openSession(hostile)
      const raw = new RawClient(hostile.port, hostile.path, headers)
      const params = { name: hostile.tool, arguments: {} }
      const call = raw.post(JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method: 'tools/call', params }))
      const { body } = await Promise.race([
        call,
        sleep(BOUND_MS).then(() => ({ body: '"message":"NO ANSWER"' })),
      ])
      raw.close()
      text = said(body)
    } catch (error) {
      headers = null
      text = `refused: ${String(error).slice(0, 120)}`
    }
    text = text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z \(\d+ s\)/g, 'TIME')
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - startedAt)
    seen.told.set(text, (seen.told.get(text) ?? 0) + 1)
    await sleep(100)
  }
}

function said(body: string): string {
  const message = /"message":"((?:[^"\\]|\\.){0,110})/.exec(body)?.[1]
  return message === undefined
    ? `answered ${body.length > 200 ? `${body.length} bytes` : 'as asked'}`
    : message
}

interface Seen {
  slowestMs: number
  told: Map<string, number>
  mostMb: Record<string, number>
}

const ours = (): { name: string; pid: number }[] =>
  processTree(center.pid).flatMap(({ pid, command }) => {
    const name = pid === center.pid ? 'main' : /(gateway|stdio-host|service)\.js.*$/.exec(command)?.[0]
    return name === undefined ? [] : [{ name, pid }]
  })

function watchMemory(most: Record<string, number>): void {
  for (const { name, pid } of ours()) {
    try {
      most[name] = Math.max(most[name] ?? 0, memoryMb(pid).rss)
    } catch {
      // It ended while we looked.
    }
  }
}

async function startHostile(behaviour: string): Promise<() => Promise<void>> {
  if (behaviour === 'hog') {
    const child = spawn(process.execPath, ['-e', 'for(;;);'], { stdio: 'ignore' })
    return async () => void child.kill('SIGKILL')
  }
  const server = nodeServer('hostile', 'stdio-echo.ts')
  await client.external.add({
    ...server,
    requestTimeoutS: TIMEOUT_S,
    transport: { ...server.transport, args: [script, behaviour] } as ExternalServer['transport'],
  })
  return async () => void (await client.external.remove({ id: 'hostile' }))
}

const bytesIn = (directory: string): number =>
  readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(directory, entry.name)
    return sum + (entry.isDirectory() ? bytesIn(path) : statSync(path).size)
  }, 0)
const p = (times: number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0
const change = (now: number, before: number): string => `${((100 * now) / before - 100).toFixed(0)} %`

const pooled: { quietA: number[]; quietB: number[]; loud: number[] } = { quietA: [], quietB: [], loud: [] }
const before = ours()
await honest()
console.log(
  `processes: ${before.map(({ name, pid }) => `${name} ${pid}`).join(', ')}; load average ${loadavg().join(' ')}`,
)
for (const behaviour of behaviours) {
  const seen: Seen = { slowestMs: 0, told: new Map(), mostMb: {} }
  const quietA: number[] = []
  const quietB: number[] = []
  const loud: number[] = []
  const logsBefore = bytesIn(center.home)
  for (let round = 0; round < rounds; round++) {
    quietA.push(...(await honest()))
    const end = await startHostile(behaviour)
    // Node's own start costs the same for every server.
    await sleep(1_000)
    let isOver = false
    const calling =
      behaviour === 'hog' ? [] : [callHostile(seen, () => isOver), callHostile(seen, () => isOver)]
    const watching = setInterval(() => watchMemory(seen.mostMb), 500)
    loud.push(...(await honest()))
    isOver = true
    await Promise.all(calling)
    clearInterval(watching)
    await end()
    await sleep(1_000)
    quietB.push(...(await honest()))
  }
  const quiet = [...quietA, ...quietB]
  const mb = Object.entries(seen.mostMb)
    .filter(([name]) => !name.startsWith('service'))
    .map(([name, most]) => `${name.slice(0, 10)} ${most.toFixed(0)}`)
  console.log(
    `${behaviour}: p50 ${p(quiet, 0.5).toFixed(2)} -> ${p(loud, 0.5).toFixed(2)} ms, p99 ${p(quiet, 0.99).toFixed(1)} -> ` +
      `${p(loud, 0.99).toFixed(1)} ms (${change(p(loud, 0.99), p(quiet, 0.99))}; quiet halves ${change(p(quietB, 0.99), p(quietA, 0.99))}); ` +
      `most MB: ${mb.join(', ')}; data directory +${((bytesIn(center.home) - logsBefore) / 1024).toFixed(0)} KB; slowest call to it ` +
      `${(seen.slowestMs / 1_000).toFixed(1)} s; load ${loadavg()[0]?.toFixed(1)}`,
  )
  for (const [text, times] of seen.told) console.log(`    ${times} x ${text}`)
  const now = ours()
  for (const { name, pid } of before)
    if (!now.some((one) => one.pid === pid)) console.log(`    ENDED: ${name} ${pid}`)
  if (behaviour === 'hog' || behaviour === 'none') continue
  pooled.quietA.push(...quietA)
  pooled.quietB.push(...quietB)
  pooled.loud.push(...loud)
}
const quiet = [...pooled.quietA, ...pooled.quietB]
console.log(
  `all together: p50 ${p(quiet, 0.5).toFixed(2)} -> ${p(pooled.loud, 0.5).toFixed(2)} ms, p99 ${p(quiet, 0.99).toFixed(1)} -> ` +
    `${p(pooled.loud, 0.99).toFixed(1)} ms (${change(p(pooled.loud, 0.99), p(quiet, 0.99))}; quiet halves ` +
    `${change(p(pooled.quietB, 0.99), p(pooled.quietA, 0.99))}); ${quiet.length + pooled.loud.length} honest calls, ${wrong} wrong`,
)
await stop()
process.exit(0)
