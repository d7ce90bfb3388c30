import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client as ModernClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connectToCenter } from '../../src/main/cli/connection'
import { addServer } from '../support/added-servers'
import { clientProgram, isolatedHome, runClient } from '../support/client-programs'
import { connectClient } from '../support/mcp-client'
import { root, startCenter, type RunningCenter } from '../support/running-center'

/** Real clients at the combined endpoint: a built-in service and an external one behind it. */
let center: RunningCenter
let scratch: string
let url: URL
let authorization: string

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'omnimind-gateway-clients-'))
  center = await startCenter({ portOffset: 13_500 })
  url = new URL(`${center.url(4320)}/mcp`)
  authorization = `Bearer ${center.token}`
  const everything = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')
  const transport = { kind: 'stdio', command: process.execPath, args: [everything] }
  await addServer(connectToCenter(center.home).client, 'everything', transport)
}, 60_000)
afterAll(async () => {
  await center.stop()
  rmSync(scratch, { recursive: true, force: true })
})

interface SomeClient {
  listTools(): Promise<{ tools: { name: string }[] }>
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>
  listPrompts(): Promise<{ prompts: { name: string }[] }>
  close(): Promise<void>
}

async function listsAndCalls(client: SomeClient): Promise<void> {
  onTestFinished(() => client.close())
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['memory__open_nodes', 'everything__echo']))
  const echo = await client.callTool({ name: 'everything__echo', arguments: { message: 'hi' } })
  expect(JSON.stringify(echo)).toContain('Echo: hi')
  const nodes = await client.callTool({ name: 'memory__open_nodes', arguments: { names: ['nobody'] } })
  expect(JSON.stringify(nodes)).toContain('entities')
  const prompts = (await client.listPrompts()).prompts.map(({ name }) => name)
  expect(prompts).toContain('everything__simple-prompt')
}

test('the SDK client 1.x', async () => {
  await listsAndCalls(await connectClient(url, center.token))
})

test.each([
  ['auto', 'auto', 'modern'],
  ['pinned to 2026-07-28', { pin: '2026-07-28' }, 'modern'],
  ['legacy', 'legacy', 'legacy'],
] as const)('the SDK client 2.x, %s', async (_, mode, era) => {
  const client = new ModernClient({ name: 'v2', version: '1.0.0' }, { versionNegotiation: { mode } })
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization } } }),
  )
  expect(client.getProtocolEra()).toBe(era)
  await listsAndCalls(client)
})

test.each(['legacy', 'auto', 'modern'])(
  "the MCP Inspector's command line, %s",
  async (era) => {
    const target = ['--cli', url.href, '--transport', 'http', '--protocol-era', era, '--format', 'json']
    const inspect = (...words: string[]): Promise<string> =>
      runClient('inspector', scratch, [
        ...target,
        '--header',
        `Authorization: ${authorization}`,
        '--method',
        ...words,
      ])
    const list = await inspect('tools/list')
    for (const name of ['memory__open_nodes', 'everything__echo']) expect(list).toContain(`"${name}"`)
    const echo = ['tools/call', '--tool-name', 'everything__echo', '--tool-arg', 'message=hi']
    expect(await inspect(...echo)).toContain('Echo: hi')
  },
  60_000,
)

test('mcporter', async () => {
  const config = join(scratch, 'mcporter.json')
  const omnimind = { url: url.href, headers: { Authorization: authorization } }
  writeFileSync(config, JSON.stringify({ mcpServers: { omnimind } }))
  const mcporter = (...words: string[]): Promise<string> =>
    runClient('mcporter', scratch, ['--config', config, ...words])
  const list = await mcporter('list', 'omnimind', '--json')
  for (const name of ['memory__open_nodes', 'everything__echo']) expect(list).toContain(name)
  expect(await mcporter('call', 'omnimind.everything__echo', 'message=hi')).toContain('Echo: hi')
}, 60_000)

test('mcp-remote, as the bridge of a client that speaks over standard input only', async () => {
  const client = new Client({ name: 'over-stdio', version: '1.0.0' })
  const args = [clientProgram('mcp-remote'), url.href, '--header', `Authorization:${authorization}`]
  const env = isolatedHome(scratch)
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }))
  await listsAndCalls(client)
}, 60_000)
