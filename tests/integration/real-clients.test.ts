import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runClient } from '../support/client-programs'
import { connectClient } from '../support/mcp-client'
import { startCenter, type RunningCenter } from '../support/running-center'

/** One harmless call per tier-1 service, with what its answer must contain. */
const services = [
  { id: 'memory', tool: 'open_nodes', arguments: { names: ['nobody'] }, answer: '"entities"', tools: 9 },
  { id: 'thinking', tool: 'list_thinking_sessions', arguments: { limit: 1 }, answer: '"sessions"', tools: 4 },
  { id: 'context', tool: 'count_tokens', arguments: { text: 'hello world' }, answer: '2', tools: 6 },
] as const

let center: RunningCenter
let scratch: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'omnimind-clients-'))
  center = await startCenter({ portOffset: 11_000 })
}, 60_000)
afterAll(async () => {
  await center.stop()
  rmSync(scratch, { recursive: true, force: true })
})

describe.each(services)('$id', (service) => {
  const url = (): URL => center.mcpUrl(service.id)

  test('the SDK client lists and calls', async () => {
    const client = await connectClient(url(), center.token)
    const { tools } = await client.listTools()
    expect(tools.length).toBeGreaterThanOrEqual(service.tools)
    const result = await client.callTool({ name: service.tool, arguments: service.arguments })
    expect(JSON.stringify(result)).toContain(service.answer.replaceAll('"', '\\"'))
    await client.close()
  })

  test("the MCP Inspector's command line lists and calls", async () => {
    const common = [
      '--cli',
      url().href,
      '--transport',
      'http',
      '--header',
      `Authorization: Bearer ${center.token}`,
      '--format',
      'json',
    ]
    expect(await runClient('inspector', scratch, [...common, '--method', 'tools/list'])).toContain(
      service.tool,
    )
    const pairs = Object.entries(service.arguments).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    const words = ['--method', 'tools/call', '--tool-name', service.tool, '--tool-arg', ...pairs]
    const call = await runClient('inspector', scratch, [...common, ...words])
    expect(call).toContain(service.answer.replaceAll('"', '\\"'))
  })

  test('mcporter lists and calls', async () => {
    const config = join(scratch, `${service.id}.json`)
    const headers = { Authorization: `Bearer ${center.token}` }
    writeFileSync(config, JSON.stringify({ mcpServers: { [service.id]: { url: url().href, headers } } }))
    const list = ['--config', config, 'list', service.id, '--json']
    expect(await runClient('mcporter', scratch, list)).toContain(service.tool)
    const args = ['--args', JSON.stringify(service.arguments), '--output', 'json']
    const call = await runClient('mcporter', scratch, [
      '--config',
      config,
      'call',
      `${service.id}.${service.tool}`,
      ...args,
    ])
    expect(call).toMatch(service.answer === '2' ? /2/ : new RegExp(service.answer.replaceAll('"', '')))
  })

  test.each([
    ['no token', {}, 401],
    ['a wrong token', { authorization: 'Bearer omm_wrong' }, 401],
    ['a foreign Origin', { origin: 'http://evil.example' }, 403],
    ['the null Origin', { origin: 'null' }, 403],
    ['a foreign Host', { host: 'evil.example' }, 403],
  ])('%s is refused', async (_, headers, status) => {
    const known = { authorization: `Bearer ${center.token}` }
    expect(await initializeStatus(url(), status === 401 ? headers : { ...known, ...headers })).toBe(status)
  })
})

/** `fetch` may not set Host or Origin, so this speaks plain HTTP. */
function initializeStatus(url: URL, headers: Record<string, string>): Promise<number | undefined> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
