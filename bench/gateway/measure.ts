import { RawClient } from './raw-client.ts'
import { cpuMs } from './processes.ts'

/** What is measured: an address, and whose CPU counts. */
export interface Target {
  name: string
  port: number
  path: string
  token: string | null
  tool: string
  arguments: Record<string, unknown>
  /** What the answer must contain. */
  expect: string
  /** Processes whose CPU time is counted. */
  pids: number[]
}

export interface Figures {
  callsPerSecond: number
  p50Ms: number
  p99Ms: number
  cpuMsPerCall: number
  /** The same by process, in the order of the target's pids. */
  cpuMsByProcess: number[]
}

const PROTOCOL = '2025-11-25'
let lastId = 0

/** Until V8 has compiled what is hot; on a busy machine a time would not do. */
const WARM_UP_CALLS = 4_000

/** Makes the target ready to be measured. */
export async function warmUp(target: Target): Promise<void> {
  const headers = await openSession(target)
  const clients = Array.from({ length: 32 }, () => new RawClient(target.port, target.path, headers))
  let left = WARM_UP_CALLS
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) await callOnce(target, client)
      client.close()
    }),
  )
  await endSession(target, headers)
}

/** Calls the target's tool from `inFlight` connections of one MCP session. Every answer is checked. */
export async function measure(target: Target, inFlight: number, seconds: number): Promise<Figures> {
  const headers = await openSession(target)
  const clients = Array.from({ length: inFlight }, () => new RawClient(target.port, target.path, headers))
  try {
    await run(target, clients, 0.5)
    const cpuBefore = target.pids.map(cpuMs)
    const startedAt = performance.now()
    const times = await run(target, clients, seconds)
    const elapsedS = (performance.now() - startedAt) / 1_000
    times.sort((a, b) => a - b)
    const cpuMsByProcess = target.pids.map((pid, n) => (cpuMs(pid) - (cpuBefore[n] ?? 0)) / times.length)
    return {
      callsPerSecond: times.length / elapsedS,
      p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
      p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
      cpuMsPerCall: cpuMsByProcess.reduce((sum, ms) => sum + ms, 0),
      cpuMsByProcess,
    }
  } finally {
    for (const client of clients) client.close()
    await endSession(target, headers)
  }
}

/** @returns headers for the requests of a new MCP session */
export async function openSession(
  target: Pick<Target, 'name' | 'port' | 'path' | 'token'>,
): Promise<Record<string, string>> {
  const common = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(target.token === null ? {} : { authorization: `Bearer ${target.token}` }),
  }
  const opener = new RawClient(target.port, target.path, common)
  const params = { protocolVersion: PROTOCOL, capabilities: {}, clientInfo: { name: 'bench', version: '1' } }
  const answer = await opener.post(request('initialize', params).text)
  opener.close()
  if (answer.status !== 200)
    throw new Error(`${target.name}: initialize answered ${answer.status} ${answer.body}`)
  const headers = {
    ...common,
    'mcp-session-id': answer.headers['mcp-session-id'] ?? '',
    'mcp-protocol-version': PROTOCOL,
  }
  const client = new RawClient(target.port, target.path, headers)
  await client.post('{"jsonrpc":"2.0","method":"notifications/initialized"}')
  client.close()
  return headers
}

export async function callOnce(
  target: Target,
  client: RawClient,
  args: Record<string, unknown> = target.arguments,
): Promise<string> {
  const { text, id } = request('tools/call', { name: target.tool, arguments: args })
  const { status, body } = await client.post(text)
  if (status !== 200 || !body.includes(`"id":${id}`))
    throw new Error(`${target.name}: ${status} ${body.slice(0, 300)}`)
  return body
}

async function run(target: Target, clients: RawClient[], seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1_000
  const times: number[] = []
  const work = async (client: RawClient): Promise<void> => {
    while (performance.now() < until) {
      const startedAt = performance.now()
      const body = await callOnce(target, client)
      times.push(performance.now() - startedAt)
      if (!body.includes(target.expect)) throw new Error(`${target.name}: wrong answer ${body.slice(0, 300)}`)
    }
  }
  await Promise.all(clients.map(work))
  return times
}

function request(method: string, params: Record<string, unknown>): { id: number; text: string } {
  const id = ++lastId
  return { id, text: JSON.stringify({ jsonrpc: '2.0', id, method, params }) }
}

async function endSession(target: Target, headers: Record<string, string>): Promise<void> {
  await fetch(`http://127.0.0.1:${target.port}${target.path}`, { method: 'DELETE', headers })
}
