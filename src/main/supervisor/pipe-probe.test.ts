import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '@shared/lib/clock'
import type { ServiceManifest } from '@shared/domain/manifest'
import { probePipe } from './pipe-probe'
import type { ProbeResult } from './probe-schedule'

/** Answers by method; undefined stays silent, an Error becomes a JSON-RPC error, a string is sent as it is. */
type Answers = Record<string, unknown>

const manifest: ServiceManifest = {
  id: 'memory',
  title: 'Memory',
  description: '',
  port: 4321,
  tier: 1,
  mode: 'always',
  settings: [],
  probe: { tool: 'read_graph', arguments: { depth: 1 } },
  permissions: [],
}
const tool = (name: string) => ({ name, inputSchema: { type: 'object' } })
const works: Answers = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    serverInfo: { name: 'memory', version: '1.0' },
  },
  'tools/list': { tools: [tool('read_graph'), tool('open_nodes')] },
  'tools/call': { content: [{ type: 'text', text: 'fine' }] },
}

let folder: string
let endpoint: string
let server: Server
let received: { method: string; params?: unknown }[]
const sockets = new Set<Socket>()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'om-probe-'))
  endpoint = process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-10)}` : join(folder, 's')
  received = []
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

function answer(socket: Socket, answers: Answers, line: string): void {
  const { id, method, params } = JSON.parse(line) as { id?: number; method: string; params?: unknown }
  received.push({ method, params })
  const found = answers[method]
  if (id === undefined || found === undefined) return
  if (found === 'hang up') return void socket.destroy()
  if (typeof found === 'string') return void socket.write(`${found}\n`)
  const body =
    found instanceof Error
      ? { error: { code: 'code' in found ? found.code : -32603, message: found.message } }
      : { result: found }
  socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...body })}\n`)
}

async function probe(
  answers: Answers,
  signal = new AbortController().signal,
  of = manifest,
): Promise<ProbeResult> {
  server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      for (const line of chunk.split('\n').filter(Boolean)) answer(socket, answers, line)
    })
  })
  await new Promise<void>((resolve) => void server.listen(endpoint, resolve))
  return probePipe(endpoint, of, systemClock, signal)
}
const verdicts = ({ handshake, tools, call }: ProbeResult): string[] =>
  [handshake, tools, call].map(({ verdict }) => verdict)

test('a working service: three facts, each with its time', async () => {
  const before = Date.now()
  const result = await probe(works)
  expect(verdicts(result)).toEqual(['proven', 'proven', 'proven'])
  expect([result.toolCount, result.problem]).toEqual([2, null])
  expect(result.handshake.detail).toBe('memory 1.0, protocol 2025-11-25')
  for (const { at } of [result.handshake, result.tools, result.call]) {
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  }
})

test('speaks the protocol in order, with the call of the manifest', async () => {
  await probe(works)
  expect(received.map(({ method }) => method)).toEqual([
    'initialize',
    'notifications/initialized',
    'tools/list',
    'tools/call',
  ])
  expect(received.at(-1)?.params).toEqual({ name: 'read_graph', arguments: { depth: 1 } })
})

test.each([
  { what: 'an error', answer: new Error('disk full'), says: 'error -32603: disk full' },
  { what: 'rubbish', answer: 'hello', says: 'sent something that is not JSON-RPC' },
  { what: 'a closed connection', answer: 'hang up', says: 'closed the connection' },
  { what: 'a wrong shape', answer: { tools: 7 }, says: 'expected array' },
])('$what fails the fact, leaves the later ones unknown and says why', async ({ answer, says }) => {
  const result = await probe({ ...works, 'tools/list': answer })
  expect(verdicts(result)).toEqual(['proven', 'failed', 'unknown'])
  expect(result.tools.detail).toContain(says)
  expect(result.problem?.message).toMatch(/^Memory does not list its tools: /)
})

test('a tool that reports an error fails only the call', async () => {
  const content = [{ type: 'text', text: 'The graph\nis damaged.' }]
  const result = await probe({ ...works, 'tools/call': { content, isError: true } })
  expect(verdicts(result)).toEqual(['proven', 'proven', 'failed'])
  expect(result.problem?.message).toBe('Memory fails a harmless call: The graph is damaged.')
})

test('a silent service fails when the signal says so', async () => {
  const abort = new AbortController()
  const pending = probe({ ...works, initialize: undefined }, abort.signal)
  while (received.length === 0) await new Promise((resolve) => setImmediate(resolve))
  abort.abort(new Error('no answer within 10 s'))
  const result = await pending
  expect(verdicts(result)).toEqual(['failed', 'unknown', 'unknown'])
  expect(result.handshake.detail).toBe('no answer within 10 s')
})

test('nobody listens', async () => {
  await probe(works)
  const result = await probePipe(`${endpoint}-gone`, manifest, systemClock, new AbortController().signal)
  expect(verdicts(result)).toEqual(['failed', 'unknown', 'unknown'])
  expect(result.handshake.detail).toContain('ENOENT')
})

test('an endless list of tools is an error, not a hang', async () => {
  const page = { tools: [tool('a')], nextCursor: 'more' }
  const result = await probe({ ...works, 'tools/list': page })
  expect(result.tools.detail).toContain('does not end')
})

test('an external server that does not know ping is alive', async () => {
  const external: ServiceManifest = { ...manifest, kind: 'external', probe: null }
  const ask = (code: number) =>
    probe({ ...works, ping: Object.assign(new Error('no'), { code }) }, undefined, external)
  expect(verdicts(await ask(-32_601))).toEqual(['proven', 'proven', 'proven'])
})
