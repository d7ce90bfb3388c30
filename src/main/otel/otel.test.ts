import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { anyCall } from '../../../tests/support/any-call'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { createOtel } from './index'

interface Attribute {
  key: string
  value: { stringValue?: string }
}
interface Span {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Attribute[]
  status: { code?: number }
}

/** A collector that keeps what was sent, as OTLP/JSON. */
async function startCollector() {
  const received = new Map<string, unknown[]>()
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    received.set(path, [...(received.get(path) ?? []), JSON.parse(await readText(request))])
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const spans = (): Span[] =>
    (received.get('/v1/traces') ?? []).flatMap((body) =>
      (body as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans.flatMap(
        ({ scopeSpans }) => scopeSpans.flatMap(({ spans: some }) => some),
      ),
    )
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, spans }
}

const attributes = (span: Span | undefined): Record<string, string | undefined> =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, value.stringValue]))

async function send(...calls: ReturnType<typeof anyCall>[]) {
  const collector = await startCollector()
  const otel = createOtel({ endpoint: () => collector.endpoint, version: '1', log: memoryLogger() })
  otel.record(calls)
  await otel.close()
  return collector
}

test('a call is a server span and a client span below it, under the ids of the gateway and its client', async () => {
  const traceId = 'a'.repeat(32)
  const { spans } = await send(anyCall({ traceId, spanId: 'b'.repeat(16), parentSpanId: 'c'.repeat(16) }))
  const server = spans().find(({ kind }) => kind === 2)
  const client = spans().find(({ kind }) => kind === 3)
  expect(server).toMatchObject({
    name: 'tools/call read_graph',
    traceId,
    spanId: 'b'.repeat(16),
    parentSpanId: 'c'.repeat(16),
  })
  expect(client).toMatchObject({ name: 'tools/call read_graph', traceId, parentSpanId: 'b'.repeat(16) })
  expect(attributes(server)).toEqual({
    'mcp.method.name': 'tools/call',
    'mcp.protocol.version': '2025-11-25',
    'mcp.session.id': 'abc',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'read_graph',
    'network.transport': 'tcp',
    'omnimind.service.id': 'memory',
    'omnimind.client.name': 'claude-code 2.1',
  })
  expect(attributes(client)['network.transport']).toBe('pipe')
  const tookNs = BigInt(server?.endTimeUnixNano ?? 0) - BigInt(server?.startTimeUnixNano ?? 0)
  expect(Number(tookNs) / 1e6).toBeCloseTo(1.25, 2)
})

test.each([
  [{ outcome: 'tool-error' as const, error: null }, 'tool_error', 2],
  [{ outcome: 'error' as const, error: '-32603' }, '-32603', 2],
  [{ outcome: 'error' as const, error: '-32602' }, undefined, undefined],
  [{ outcome: 'cancelled' as const, error: null }, undefined, undefined],
])('%j is an error of %s on the serving side', async (how, type, code) => {
  const { spans } = await send(anyCall(how))
  const server = spans().find(({ kind }) => kind === 2)
  expect([attributes(server)['error.type'], server?.status.code || undefined]).toEqual([type, code])
})

test('a stateless call has no session, a resource no URI in its name, an unanswered one no client span', async () => {
  const { spans } = await send(
    anyCall({
      era: 'stateless',
      protocolVersion: '2026-07-28',
      method: 'resources/read',
      target: 'file:///private',
      stages: null,
    }),
  )
  expect(spans().map(({ name, kind }) => [name, kind])).toEqual([['resources/read', 2]])
  expect(attributes(spans()[0])['mcp.session.id']).toBeUndefined()
})

test('durations are measured in seconds, in the buckets the conventions advise', async () => {
  const { received } = await send(anyCall({ durationMs: 30 }))
  const sent = JSON.stringify(received.get('/v1/metrics'))
  expect(sent).toContain('"name":"mcp.server.operation.duration"')
  expect(sent).toContain('"name":"mcp.client.operation.duration"')
  expect(sent).toContain('"unit":"s"')
  expect(sent).toContain('"explicitBounds":[0.01,0.02,0.05')
  expect(sent).toContain('"sum":0.03')
})

test('without an endpoint nothing is sent; setting one later begins', async () => {
  const collector = await startCollector()
  let endpoint = ''
  const otel = createOtel({ endpoint: () => endpoint, version: '1', log: memoryLogger() })
  otel.record([anyCall()])
  ;({ endpoint } = collector)
  otel.configure()
  otel.record([anyCall({ target: 'later' })])
  await otel.close()
  expect(collector.spans().map(({ name }) => name)).toEqual(['tools/call later', 'tools/call later'])
})

test('a collector that is away costs nothing but its spans', async () => {
  const otel = createOtel({ endpoint: () => 'http://127.0.0.1:9', version: '1', log: memoryLogger() })
  otel.record([anyCall()])
  const started = performance.now()
  await otel.close()
  expect(performance.now() - started).toBeLessThan(4_000)
})
