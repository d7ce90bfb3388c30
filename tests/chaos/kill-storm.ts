/**
 * 30 SIGKILLs of `memory` while 20 real clients use it (restart policy `immediate`).
 * Shows: refused connections, failed repeatable requests, and how long a request waits for the new instance.
 *
 * All clients share one token here, so its rate limit is put out of the way; every other limit is the default.
 *
 * Run: node --import ./tests/support/typescript-sources.mjs tests/chaos/kill-storm.ts [kills] [clients]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { defaultLimits } from '@shared/domain/limits'
import { connectToCenter } from '../../src/main/cli/connection.ts'
import { connectClient } from '../support/mcp-client.ts'
import { startCenter } from '../support/running-center.ts'
import { percentile, seededRandom } from '../support/statistics.ts'

const kills = Number(process.argv[2] ?? 30)
const clientCount = Number(process.argv[3] ?? 20)
const random = seededRandom(20_261_121)

const center = await startCenter({ portOffset: 12_000, env: { OMNIMIND_RESTART_POLICY: 'immediate' } })
await connectToCenter(center.home).client.gateway.updateLimits({
  ...defaultLimits,
  rate: { perMinute: 1_000_000, burst: 100_000 },
})
const counts = { repeatable: 0, calls: 0, outcomeUnknown: 0, wrongAnswers: 0 }
const failures: string[] = []
let running = true

try {
  const clients = await Promise.all(
    Array.from({ length: clientCount }, (_, n) =>
      connectClient(center.mcpUrl('memory'), center.token, `storm-${n}`),
    ),
  )
  const watcher = await connectClient(center.mcpUrl('memory'), center.token, 'storm-watcher')
  const load = clients.map((client, n) => useUntilStopped(client, n))
  const recoveriesMs = await killRepeatedly(watcher)
  running = false
  await Promise.all(load)
  await Promise.all([...clients, watcher].map((client) => client.close()))
  report(recoveriesMs)
} finally {
  await center.stop()
}

/** One client: mostly requests that may be repeated, some tool calls, each answer checked against its question. */
async function useUntilStopped(client: Awaited<ReturnType<typeof connectClient>>, n: number): Promise<void> {
  for (let turn = 0; running; turn++) {
    try {
      if (turn % 4 === 3) await callTool(client, `client-${n}-turn-${turn}`)
      else await repeatable(client, turn)
    } catch (error) {
      failures.push(`client ${n} turn ${turn}: ${withCauses(error)}`)
    }
  }
}

/** `fetch` hides why it failed in the cause. */
function withCauses(error: unknown): string {
  return error instanceof Error && error.cause !== undefined
    ? `${String(error)} <- ${withCauses(error.cause)}`
    : String(error)
}

async function repeatable(client: Awaited<ReturnType<typeof connectClient>>, turn: number): Promise<void> {
  counts.repeatable++
  if (turn % 4 === 0) {
    const { tools } = await client.listTools()
    if (!tools.some((tool) => tool.name === 'create_entities')) counts.wrongAnswers++
  } else if (turn % 4 === 1) await client.ping()
  else {
    const { contents } = await client.readResource({ uri: 'memory://knowledge-graph' })
    if (contents[0]?.uri !== 'memory://knowledge-graph') counts.wrongAnswers++
  }
}

/** A call whose bytes went out when the service died may end as "outcome unknown"; anything else is a failure. */
async function callTool(client: Awaited<ReturnType<typeof connectClient>>, name: string): Promise<void> {
  counts.calls++
  try {
    const result = await client.callTool({ name: 'open_nodes', arguments: { names: [name] } })
    if (JSON.stringify(result.structuredContent) !== '{"entities":[],"relations":[]}') counts.wrongAnswers++
  } catch (error) {
    if (error instanceof Error && error.message.includes('outcome')) counts.outcomeUnknown++
    else throw error
  }
}

/** Kills, then measures until a request sent at that moment is answered by the next instance. */
async function killRepeatedly(watcher: Awaited<ReturnType<typeof connectClient>>): Promise<number[]> {
  const recoveriesMs: number[] = []
  for (let n = 0; n < kills; n++) {
    await delay(300 + random() * 900)
    const pid = await center.pidOf('memory')
    const killedAt = performance.now()
    process.kill(pid, 'SIGKILL')
    await watcher.listTools()
    while ((await center.status()).services.find(({ id }) => id === 'memory')?.pid === pid) await delay(5)
    recoveriesMs.push(performance.now() - killedAt)
  }
  return recoveriesMs
}

function report(recoveriesMs: number[]): void {
  const refused = failures.filter((text) => text.includes('ECONNREFUSED')).length
  console.log(`kills ${kills}, clients ${clientCount}`)
  console.log(
    `repeatable requests ${counts.repeatable}, tool calls ${counts.calls}, outcome unknown ${counts.outcomeUnknown}`,
  )
  console.log(
    `failed requests ${failures.length}, refused connections ${refused}, wrong answers ${counts.wrongAnswers}`,
  )
  console.log(
    `recovery ms: p50 ${percentile(recoveriesMs, 0.5).toFixed(0)}, p99 ${percentile(recoveriesMs, 0.99).toFixed(0)}, max ${Math.max(...recoveriesMs).toFixed(0)}`,
  )
  for (const failure of failures.slice(0, 10)) console.log(`  ${failure}`)
  const passed = failures.length === 0 && counts.wrongAnswers === 0 && percentile(recoveriesMs, 0.99) <= 500
  console.log(passed ? 'PASSED' : 'FAILED')
  process.exitCode = passed ? 0 : 1
}
