/**
 * A service that hangs (SIGSTOP) must be recovered within 17 s: three missed heartbeats, kill, restart.
 *
 * Run: node tests/chaos/hang.ts [times]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { connectClient } from '../support/mcp-client.ts'
import { startCenter } from '../support/running-center.ts'

const LIMIT_MS = 17_000
const times = Number(process.argv[2] ?? 3)
const center = await startCenter({ portOffset: 12_100, env: { OMNIMIND_RESTART_POLICY: 'immediate' } })
const recoveriesMs: number[] = []

try {
  for (let n = 0; n < times; n++) {
    await delay(1_000 + n * 1_700)
    const pid = await center.pidOf('memory')
    const stoppedAt = performance.now()
    process.kill(pid, 'SIGSTOP')
    await untilReplaced(pid)
    recoveriesMs.push(performance.now() - stoppedAt)
    const client = await connectClient(center.mcpUrl('memory'), center.token)
    await client.listTools()
    await client.close()
  }
} finally {
  await center.stop()
}
const worst = Math.max(...recoveriesMs)
console.log(
  `hung services recovered after ${recoveriesMs.map((ms) => (ms / 1_000).toFixed(1)).join(', ')} s; limit ${LIMIT_MS / 1_000} s`,
)
console.log(worst <= LIMIT_MS ? 'PASSED' : 'FAILED')
process.exitCode = worst <= LIMIT_MS ? 0 : 1

async function untilReplaced(pid: number): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const service = (await center.status()).services.find(({ id }) => id === 'memory')
    if (service?.state === 'ready' && service.pid !== null && service.pid !== pid) return
    await delay(50)
  }
  throw new Error('the hung service was not replaced within 60 s')
}
