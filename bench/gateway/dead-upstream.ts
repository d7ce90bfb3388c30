/**
 * How many calls reach an upstream that is dead, and how fast the others fail; and whether the gateway remembers it
 * when it is killed itself. Build first, then
 * `node --import ./tests/support/typescript-sources.mjs bench/gateway/dead-upstream.ts [seconds]`.
 * `dies`: at each call. `silent`: never answers; given up after 1 s. `refuses`: HTTP 503 to each call.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExternalServer } from '@shared/domain/external'
import { defaultLimits } from '@shared/domain/limits'
import { nodeServer, startCenterWith } from './center-with-echo.ts'
import { openSession, type Target } from './measure.ts'
import { processTree } from './processes.ts'
import { RawClient } from './raw-client.ts'
import { startRefusing } from './refusing-server.ts'

const seconds = Number(process.argv[2] ?? 30)
const OFFSET = 23_000
const CLIENTS = 4
const OPEN_S = 3
const rate = { perMinute: 10_000_000, burst: 1_000_000 }
const breaker = { failures: 5, openS: OPEN_S }

const directory = mkdtempSync(join(tmpdir(), 'omnimind-dead-'))
const fileOf = (id: string): string => join(directory, id)
const refusing = await startRefusing()
const servers: ExternalServer[] = [
  { ...nodeServer('dies', 'dead-server.ts', 'dies', fileOf('dies')), requestTimeoutS: 1 },
  { ...nodeServer('silent', 'dead-server.ts', 'silent', fileOf('silent')), requestTimeoutS: 1 },
  {
    ...nodeServer('refuses', 'dead-server.ts'),
    requestTimeoutS: 1,
    transport: {
      kind: 'http',
      url: refusing.url,
      headers: {},
    },
  },
]
for (const { id } of servers) writeFileSync(fileOf(id), '')
const { center, client, stop } = await startCenterWith(OFFSET, servers, { ...defaultLimits, rate, breaker })
const target = (id: string): Target => ({
  name: id,
  port: 4320 + OFFSET,
  path: `/mcp/${id}`,
  token: center.token,
  tool: 'work',
  arguments: {},
  expect: '',
  pids: [],
})
const reached = (id: string): number =>
  id === 'refuses' ? refusing.calls : readFileSync(fileOf(id), 'utf8').split('\n').length - 1
const circuitOf = async (id: string) =>
  (await client.gateway.status({})).guards.find(({ serviceId }) => serviceId === id)?.circuit

interface Seen {
  calls: number
  /** Times of the calls the circuit refused, and of the others, ms. */
  refusedMs: number[]
  otherMs: number[]
  /** What the others were told. */
  told: Map<string, number>
}

/** Clients call again and again, 20 ms after each answer. */
async function callFor(id: string, tool: string, forMs: number, clients = CLIENTS): Promise<Seen> {
  const seen: Seen = { calls: 0, refusedMs: [], otherMs: [], told: new Map() }
  const endsAt = performance.now() + forMs
  const headers = await openSession(target(id))
  const one = async (n: number): Promise<void> => {
    const raw = new RawClient(4320 + OFFSET, `/mcp/${id}`, headers)
    const params = { name: tool, arguments: {} }
    for (let turn = 0; performance.now() < endsAt; turn++) {
      const startedAt = performance.now()
      const request = { jsonrpc: '2.0', id: `${n}-${turn}`, method: 'tools/call', params }
      const { body } = await raw.post(JSON.stringify(request))
      const took = performance.now() - startedAt
      seen.calls++
      if (body.includes('failed several times in a row')) seen.refusedMs.push(took)
      else {
        seen.otherMs.push(took)
        const { error } = JSON.parse(body) as { error?: { message: string } }
        const text = error?.message.slice(0, 120) ?? body.slice(0, 120)
        seen.told.set(text, (seen.told.get(text) ?? 0) + 1)
      }
      await sleep(20)
    }
    raw.close()
  }
  await Promise.all(Array.from({ length: clients }, (_, n) => one(n)))
  return seen
}

const share = (times: number[], part: number): string =>
  (times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0).toFixed(2)
const figures = (times: number[]): string =>
  `${times.length}, p50 ${share(times, 0.5)} ms, p99 ${share(times, 0.99)} ms`

/** Its trials: one at the end of each period, which doubles each time. */
function periodsIn(ms: number): number {
  let count = 0
  for (let at = OPEN_S * 1_000, length = OPEN_S * 1_000; at < ms; at += length *= 2) count++
  return count
}

for (const { id } of servers) {
  const floor = await callFor(id, 'no-such-tool', 3_000)
  // One caller finds out that it is dead; several at once would all be on their way before the first one has failed.
  const first = await callFor(id, 'work', 1_500 * breaker.failures, 1)
  const atFirst = reached(id)
  const seen = await callFor(id, 'work', seconds * 1_000)
  for (const [text, times] of first.told) console.log(`  at first ${times} x ${text}`)
  console.log(
    `${id}: ${seen.calls} calls in ${seconds} s, ${atFirst} of the first ${first.calls} by one caller reached it and ` +
      `${reached(id) - atFirst} of the others (at most ${periodsIn(seconds * 1_000 + 1_500 * breaker.failures)} periods began); ` +
      `refused by the circuit: ${figures(seen.refusedMs)}; an error of the gateway itself for comparison: ${figures(floor.otherMs)}`,
  )
  for (const [text, times] of seen.told) console.log(`  ${times} x ${text}`)
}

const before = { circuit: await circuitOf('refuses'), reached: reached('refuses') }
const gateway = processTree(center.pid).find(({ command }) => /gateway\.js/.test(command))
if (!gateway) throw new Error('There is no gateway process')
await sleep(1_500)
process.kill(gateway.pid, 'SIGKILL')
const deadline = performance.now() + 20_000
while (
  performance.now() < deadline &&
  !(await openSession(target('refuses')).then(
    () => true,
    () => false,
  ))
)
  await sleep(100)
const again = await callFor('refuses', 'work', 2_000)
await sleep(1_500)
console.log(
  `gateway killed: before ${JSON.stringify(before)}, after ${JSON.stringify(await circuitOf('refuses'))}; of ${again.calls} calls ` +
    `${again.refusedMs.length} refused by the circuit, ${reached('refuses') - before.reached} reached it; ${new Date().toISOString()}`,
)
for (const [text, times] of again.told) console.log(`  ${times} x ${text}`)
console.log(
  `load average ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`,
)
await stop()
refusing.close()
rmSync(directory, { recursive: true, force: true })
process.exit(0)
