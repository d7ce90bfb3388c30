import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { registry } from '@servers/registry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectClient } from '../../support/mcp-client'
import { startCenter, type RunningCenter } from '../../support/running-center'
import { playsOf, type Step } from './tool-plays'

let center: RunningCenter
let page: Server
beforeAll(async () => {
  center = await startCenter({ portOffset: 13_900 })
  page = createServer((_request, response) => response.end('<title>Page</title><h1 class="x">Hello</h1>'))
  page.listen(0, '127.0.0.1')
  await once(page, 'listening')
}, 60_000)
afterAll(async () => {
  page.close()
  await center.stop()
})

/** Every tool of every built-in service, by a real client, through the service's own public port. */
describe.each(registry.map(({ id, port }) => [id, port] as const))('%s', (id, port) => {
  test('each tool answers', async () => {
    const pageUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`
    const steps = playsOf({ dataDir: join(center.home, 'services', id), pageUrl })[id] ?? []
    const client = await connectClient(new URL(`${center.url(port)}/mcp`), center.token)
    const { tools } = await client.listTools()
    expect([...new Set(steps.map(([tool]) => tool))].toSorted()).toEqual(
      tools.map(({ name }) => name).toSorted(),
    )
    await play(client, steps)
    await client.close()
  }, 60_000)
})

async function play(client: Client, steps: readonly Step[]): Promise<void> {
  const results = new Map<string, CallToolResult>()
  const said = (tool: string): CallToolResult => {
    const result = results.get(tool)
    if (result) return result
    throw new Error(`${tool} was not called yet`)
  }
  for (const [name, args, holds, outcome] of steps) {
    const result = (await client.callTool({
      name,
      arguments: typeof args === 'function' ? args(said) : args,
    })) as CallToolResult
    results.set(name, result)
    const text = JSON.stringify(result)
    expect(result.isError === true, `${name}: ${text}`).toBe(outcome === 'refused')
    if (typeof holds === 'string') expect(text, name).toContain(JSON.stringify(holds).slice(1, -1))
    else expect(text, name).toMatch(holds)
  }
}
