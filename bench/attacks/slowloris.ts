import { fork } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildGateway } from '../gateway/build-gateway.ts'
import { KeepAliveClient } from '../gateway/keep-alive-client.ts'
import { startMessage } from '../support/start-message.ts'

/**
 * A process of its own opens connections that never finish their head; meanwhile a tool is called as an honest
 * client does, over a kept connection and over fresh ones. Run:
 * `node bench/attacks/slowloris.ts [connections]`.
 */
const connections = Number(process.argv[2] ?? 1_000)
const TOKEN = 'bench'
const SERVICE = join(import.meta.dirname, '../../tests/gateway/fixtures/child.ts')
const initialize = {
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'honest', version: '1' } },
}
const headers = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

const { entry, remove } = await buildGateway()
const directory = mkdtempSync(join(tmpdir(), 'omni-slowloris-'))
const endpoint = join(directory, 's.sock')
const service = fork(SERVICE, [endpoint])
await once(service, 'message')
const gateway = fork(entry, [])
const port = await startGateway()

print('without an attack', await callHonestly(3_000))
const attacker = fork(join(import.meta.dirname, 'attacker.ts'), [String(port), String(connections)])
print('under attack', await callHonestly(9_000))
attacker.send('report')
const [{ closedAfter }] = (await once(attacker, 'message')) as [{ closedAfter: number[] }]
const open = connections - closedAfter.length
console.log(`${connections} slow connections: ${closedAfter.length} closed, ${open} still open`)
console.log(`last one closed after ${(Math.max(...closedAfter) / 1_000).toFixed(2)} s`)

gateway.kill()
service.kill()
remove()
rmSync(directory, { recursive: true, force: true })

interface Honest {
  /** ms, over a kept connection, and over a fresh one each. */
  kept: number[]
  fresh: number[]
  failed: number
}

async function callHonestly(ms: number): Promise<Honest> {
  const startedAt = performance.now()
  const first = new KeepAliveClient(port, '/mcp', headers)
  const opened = await first.post(initialize)
  const session = /mcp-session-id: (\w+)/i.exec(opened.head)?.[1] ?? ''
  const all = { ...headers, 'mcp-session-id': session }
  const lasting = new KeepAliveClient(port, '/mcp', all)
  const found: Honest = { kept: [], fresh: [], failed: 0 }
  for (let id = 0; performance.now() - startedAt < ms; id++) {
    found.kept.push(await timed(lasting, id))
    const client = new KeepAliveClient(port, '/mcp', all)
    const took = await Promise.race([timed(client, 1_000_000 + id), later(2_000)])
    client.close()
    if (took === null) found.failed++
    else found.fresh.push(took)
    await later(5)
  }
  lasting.close()
  first.close()
  return found
}

async function timed(client: KeepAliveClient, id: number): Promise<number> {
  const before = performance.now()
  const params = { name: 'echo', arguments: { text: 'honest' } }
  const { body } = await client.post({ jsonrpc: '2.0', id, method: 'tools/call', params })
  if ((JSON.parse(body) as { id: unknown }).id !== id) throw new Error(`wrong answer: ${body}`)
  return performance.now() - before
}

function later(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms))
}

function print(when: string, { kept, fresh, failed }: Honest): void {
  for (const [what, times] of Object.entries({ 'kept connection': kept, 'fresh connections': fresh })) {
    const sorted = times.toSorted((a, b) => a - b)
    const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(2)
    console.log(`${when}, ${what}: ${sorted.length} calls, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`)
  }
  console.log(`${when}: ${failed} honest calls failed`)
}

async function startGateway(): Promise<number> {
  const bound = new Promise<number>((resolve) => {
    gateway.on('message', (message: { type: string; port?: number }) => {
      if (message.type === 'bound') resolve(message.port ?? 0)
    })
  })
  gateway.send(startMessage('fixture', hash('sha256', TOKEN), directory))
  gateway.send({ type: 'route', serviceId: 'fixture', route: { kind: 'up', endpoint } })
  return await bound
}
