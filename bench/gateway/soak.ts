/**
 * Mixed load on a whole control center for a long time: does anything grow, does any answer go wrong?
 * Build first, then `node --import ./tests/support/typescript-sources.mjs bench/gateway/soak.ts [minutes]`.
 * Every answer is checked against its request. A third of the sessions are dropped without goodbye, some with a listening
 * stream open: their places are full from the beginning, so each new session makes the gateway let go of the one that was
 * silent for longest. Some more are opened at the start in a place of their own and left alone: they must be gone after
 * the 30 minutes that an MCP session may be silent.
 */
import { readdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeServer, startCenterWith } from './center-with-echo.ts'
import { openSession, type Target } from './measure.ts'
import { memoryMb, processTree } from './processes.ts'
import { RawClient } from './raw-client.ts'

const minutes = Number(process.argv[2] ?? 30)
const OFFSET = 21_000
const SAMPLE_MS = 10_000
/** Sessions a place holds (`maxSessions`), and those left to grow old. */
const FULL = 512
const LEFT_ALONE = 100
/** `sessionIdleMs` of the gateway. */
const IDLE_MINUTES = 30
/** Nothing is judged before caches and pools are warm. */
const WARM_UP_SHARE = 0.2
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1' },
}

const { center, client, stop } = await startCenterWith(OFFSET, [nodeServer('echo', 'stdio-echo.ts')])
const counts = { calls: 0, wrong: 0, failed: 0, sessions: 0, dropped: 0 }
const problems = new Map<string, number>()
let lastId = 0

const target = (name: string, port: number, tool: string, args: Record<string, unknown>): Target => ({
  name,
  port: port + OFFSET,
  path: '/mcp',
  token: center.token,
  tool,
  arguments: args,
  expect: '',
  pids: [],
})
const echo = target('echo', 4320, 'echo__echo', {})
const memory = target('memory', 4321, 'open_nodes', { names: ['nobody'] })
const thinking = target('thinking', 4322, 'sequentialthinking', {
  thought: 'nothing',
  thoughtNumber: 1,
  totalThoughts: 1,
  nextThoughtNeeded: false,
})

/** One request, its answer checked: same id, no error, the text it asked for. */
async function checked(
  raw: RawClient,
  method: string,
  params: Record<string, unknown>,
  isRight: (result: string) => boolean,
): Promise<void> {
  const id = ++lastId
  try {
    const { status, body } = await raw.post(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    counts.calls++
    const answer = JSON.parse(body) as { id?: unknown; result?: unknown; error?: unknown }
    if (status !== 200 || answer.error !== undefined)
      note('failed', `${method}: ${status} ${body.slice(0, 200)}`)
    else if (answer.id !== id || !isRight(JSON.stringify(answer.result)))
      note('wrong', `${method}: ${body.slice(0, 200)}`)
  } catch (error) {
    note('failed', `${method}: ${String(error)}`)
  }
}

function note(kind: 'wrong' | 'failed', text: string): void {
  counts[kind]++
  problems.set(text, (problems.get(text) ?? 0) + 1)
}

const textOf = (n: number, size: number): string => `#${n}-${'x'.repeat(size)}`

/** Session clients: open, work a while, leave; every third without a word, in the middle of a request. */
async function sessionClient(worker: number): Promise<void> {
  for (let turn = 0; performance.now() < endsAt; turn++) {
    const aim = worker % 3 === 0 ? memory : echo
    const headers = await openSession(aim)
    const raw = new RawClient(aim.port, aim.path, headers)
    const listening = new AbortController()
    if (turn % 2 === 0) void listen(aim, headers, listening.signal)
    counts.sessions++
    for (let n = 0; n < 50 && performance.now() < endsAt; n++) {
      const text = textOf(lastId, n % 25 === 0 ? 200_000 : 20)
      if (aim === memory)
        await checked(raw, 'tools/call', { name: aim.tool, arguments: aim.arguments }, (r) =>
          r.includes('entities'),
        )
      else await checked(raw, 'tools/call', { name: aim.tool, arguments: { text } }, (r) => r.includes(text))
      if (n % 10 === 0) await checked(raw, 'tools/list', {}, (r) => r.includes('"tools"'))
      await sleep(150)
    }
    if (turn % 3 === 0) {
      const cut = new RawClient(aim.port, aim.path, headers)
      cut.post(JSON.stringify({ jsonrpc: '2.0', id: 'lost', method: 'tools/list' })).catch(() => {})
      await sleep(1)
      cut.close()
      counts.dropped++
    } else await fetch(`http://127.0.0.1:${aim.port}${aim.path}`, { method: 'DELETE', headers })
    listening.abort()
    raw.close()
  }
}

/** The stream for what a server says of its own accord; read until it ends. */
async function listen(aim: Target, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
  const url = `http://127.0.0.1:${aim.port}${aim.path}`
  await fetch(url, { headers: { ...headers, accept: 'text/event-stream' }, signal })
    .then((answer) => answer.text())
    .catch(() => {})
}

/** Each has called once, so that its connection to the service is open too. */
async function openAndLeave(aim: Target, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const raw = new RawClient(aim.port, aim.path, await openSession(aim))
    const text = textOf(lastId, 20)
    const args = aim === echo ? { text } : aim.arguments
    await checked(
      raw,
      'tools/call',
      { name: aim.tool, arguments: args },
      (r) => aim !== echo || r.includes(text),
    )
    raw.close()
  }
}

const openSessions = async (): Promise<number> =>
  (await client.gateway.status({})).clients.reduce((sum, { sessions }) => sum + sessions, 0)

/** Clients of 2026-07-28: no session, everything in the request. */
async function statelessClient(): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${center.token}`,
    'mcp-protocol-version': '2026-07-28',
  }
  const call = new RawClient(echo.port, echo.path, {
    ...headers,
    'mcp-method': 'tools/call',
    'mcp-name': echo.tool,
  })
  const list = new RawClient(echo.port, echo.path, { ...headers, 'mcp-method': 'tools/list' })
  while (performance.now() < endsAt) {
    const text = textOf(lastId, 30)
    const params = { name: echo.tool, arguments: { text }, _meta: META }
    await checked(call, 'tools/call', params, (r) => r.includes(text))
    if (lastId % 20 === 0) await checked(list, 'tools/list', { _meta: META }, (r) => r.includes('"tools"'))
    await sleep(100)
  }
  call.close()
  list.close()
}

const nameOf = (command: string): string => {
  const [, program, service] =
    /(gateway|stdio-host|remote-host|stdio-echo|service)\.[jt]s(?: (\w+))?/.exec(command) ?? []
  return service ?? program ?? 'other'
}

interface Sample {
  atS: number
  parts: Record<string, { rss: number; fds: number }>
}

function sample(startedAt: number): Sample {
  const parts: Sample['parts'] = {}
  for (const { pid, command } of processTree(center.pid)) {
    const name = pid === center.pid ? 'main' : nameOf(command)
    try {
      const { rss } = memoryMb(pid)
      const before = parts[name] ?? { rss: 0, fds: 0 }
      parts[name] = { rss: before.rss + rss, fds: before.fds + readdirSync(`/proc/${pid}/fd`).length }
    } catch {
      // It ended while we looked.
    }
  }
  return { atS: (performance.now() - startedAt) / 1_000, parts }
}

/** Least squares over the samples, per hour. */
function slopePerHour(points: { x: number; y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const over = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0)
  const under = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  return (over / under) * 3_600
}

await Promise.all([openAndLeave(memory, FULL), openAndLeave(echo, FULL), openAndLeave(thinking, LEFT_ALONE)])
console.log(`open sessions at the start: ${await openSessions()}`)
const startedAt = performance.now()
const endsAt = startedAt + minutes * 60_000
const samples: Sample[] = []
const sampling = setInterval(() => {
  const now = sample(startedAt)
  if (samples.push(now) % 30 === 0) console.log(JSON.stringify(now))
}, SAMPLE_MS)
try {
  await Promise.all([
    ...Array.from({ length: 9 }, (_, n) => sessionClient(n)),
    statelessClient(),
    statelessClient(),
  ])
} finally {
  clearInterval(sampling)
}
if (minutes >= IDLE_MINUTES) {
  const before = samples[0]?.parts['thinking']?.fds
  await sleep(30_000)
  const after = sample(startedAt).parts['thinking']?.fds
  console.log(
    `descriptors of thinking with ${LEFT_ALONE} sessions left alone: ${before}, after their time: ${after}`,
  )
}
const judged = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
console.log(
  `${minutes} min: ${JSON.stringify(counts)}, open sessions now: ${await openSessions()} of ${2 * FULL + LEFT_ALONE}`,
)
for (const [text, times] of [...problems].slice(0, 20)) console.log(`  ${times} x ${text}`)
console.log(
  `load average ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`,
)
for (const name of Object.keys(judged[0]?.parts ?? {})) {
  const rss = judged.map(({ atS, parts }) => ({ x: atS, y: parts[name]?.rss ?? 0 }))
  const fds = judged.map(({ atS, parts }) => ({ x: atS, y: parts[name]?.fds ?? 0 }))
  const last = rss.at(-1)?.y ?? 0
  console.log(
    `${name}: RSS ${rss[0]?.y.toFixed(1)} -> ${last.toFixed(1)} MB (${slopePerHour(rss).toFixed(1)} MB/h), ` +
      `descriptors ${fds[0]?.y} -> ${fds.at(-1)?.y} (${slopePerHour(fds).toFixed(1)}/h)`,
  )
}
await stop()
process.exit(counts.wrong + counts.failed === 0 ? 0 : 1)
