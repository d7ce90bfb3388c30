import { fork } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildGateway } from './build-gateway.ts'
import { KeepAliveClient } from './keep-alive-client.ts'

/**
 * How many tool calls a second the gateway carries, and what one costs: gateway and service in processes of
 * their own, raw keep-alive clients in this one. Run: `node bench/gateway/throughput.ts [seconds]`.
 */
const seconds = Number(process.argv[2] ?? 3)
const TOKEN = 'bench'
const SERVICE = join(import.meta.dirname, '../../tests/gateway/fixtures/child.ts')
/** Clock ticks a second of /proc/PID/stat; 100 on every Linux we know. */
const TICKS = 100

const headers = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}

interface Figures {
  workers: number
  callsPerSecond: number
  p50Ms: number
  p99Ms: number
  gatewayCpuMs: number
  serviceCpuMs: number
}

let nextId = 1
const { entry, remove } = await buildGateway()
const directory = mkdtempSync(join(tmpdir(), 'omni-bench-'))
const endpoint = join(directory, 's.sock')
const service = fork(SERVICE, [endpoint])
await once(service, 'message')
const gateway = fork(entry, [], { execArgv: process.env['GATEWAY_ARGS']?.split(' ') ?? [] })
const port = await startGateway()
const call = (id: number): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text: 'hello' } },
})

for (const workers of [1, 8, 32, 32, 32]) report(await measure(workers))

gateway.kill()
service.kill()
remove()
rmSync(directory, { recursive: true, force: true })

async function startGateway(): Promise<number> {
  const bound = new Promise<number>((resolve) => {
    gateway.on('message', (message: { type: string; port?: number }) => {
      if (message.type === 'bound') resolve(message.port ?? 0)
    })
  })
  await once(gateway, 'message')
  const tokens = [{ id: 'bench', sha256: hash('sha256', TOKEN) }]
  gateway.send({ type: 'start', services: [{ serviceId: 'echo', port: 0 }], tokens })
  gateway.send({ type: 'route', serviceId: 'echo', route: { kind: 'up', endpoint } })
  return await bound
}

async function measure(workers: number): Promise<Figures> {
  const opener = new KeepAliveClient(port, '/mcp', headers)
  const session = await openSession(opener)
  const clients = Array.from(
    { length: workers },
    () => new KeepAliveClient(port, '/mcp', { ...headers, ...session }),
  )
  await run(clients, 0.5)
  const cpuBefore = [cpuMs(gateway.pid), cpuMs(service.pid)] as const
  const took = await run(clients, seconds)
  const sorted = took.toSorted((a, b) => a - b)
  for (const client of [opener, ...clients]) client.close()
  return {
    workers,
    callsPerSecond: took.length / seconds,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
    gatewayCpuMs: (cpuMs(gateway.pid) - cpuBefore[0]) / took.length,
    serviceCpuMs: (cpuMs(service.pid) - cpuBefore[1]) / took.length,
  }
}

async function openSession(client: KeepAliveClient): Promise<Record<string, string>> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  }
  const { head } = await client.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  return { 'mcp-session-id': /mcp-session-id: (\w+)/i.exec(head)?.[1] ?? '' }
}

/** Each client calls again as soon as it was answered. @returns how long each call took, ms */
async function run(clients: KeepAliveClient[], forSeconds: number): Promise<number[]> {
  const took: number[] = []
  const until = performance.now() + forSeconds * 1_000
  const loop = async (client: KeepAliveClient): Promise<void> => {
    while (performance.now() < until) {
      const id = nextId++
      const before = performance.now()
      const { body } = await client.post(call(id))
      took.push(performance.now() - before)
      if (!body.includes(`"id":${id}`) || !body.includes('hello')) throw new Error(`wrong answer: ${body}`)
    }
  }
  await Promise.all(clients.map(loop))
  return took
}

function cpuMs(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS
}

function rss(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}

function report(figures: Figures): void {
  const { workers, callsPerSecond, p50Ms, p99Ms, gatewayCpuMs, serviceCpuMs } = figures
  const rssMb = (rss(gateway.pid) / 1024).toFixed(0)
  console.log(
    `${String(workers).padStart(3)} in flight: ${callsPerSecond.toFixed(0).padStart(6)} calls/s, ` +
      `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, CPU a call: ` +
      `gateway ${gatewayCpuMs.toFixed(3)} ms, service ${serviceCpuMs.toFixed(3)} ms; gateway RSS ${rssMb} MB`,
  )
}
