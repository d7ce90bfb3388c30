import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port'
import { RunningTenant } from './support/remote-tenant'

const program = join(
  import.meta.dirname,
  '../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
)
const children: ChildProcess[] = []
const tenants: RunningTenant[] = []

afterEach(async () => {
  for (const tenant of tenants.splice(0)) await tenant.close()
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** The reference server of the protocol's makers, over HTTP. */
async function start(kind: 'sse' | 'streamableHttp'): Promise<string> {
  const port = await freePort()
  const child = spawn(process.execPath, [program, kind], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  const origin = `http://127.0.0.1:${port}`
  await expect
    .poll(
      async () =>
        await fetch(origin).then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true)
  return `${origin}${kind === 'sse' ? '/sse' : '/mcp'}`
}

describe.each(['sse', 'streamableHttp'] as const)('server-everything over %s', (transport) => {
  const kind = transport === 'sse' ? 'sse' : 'http'

  test('lists, calls, reads, and asks the client’s model in the middle of a call', async () => {
    const tenant = await RunningTenant.start(await start(transport), { kind })
    tenants.push(tenant)
    const client = await tenant.client({ sampling: {} }, (one) =>
      one.setRequestHandler(CreateMessageRequestSchema, () => ({
        role: 'assistant',
        model: 'test-model',
        content: { type: 'text', text: 'sampled words' },
      })),
    )
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('trigger-sampling-request')
    expect(await client.callTool({ name: 'echo', arguments: { message: 'hi' } })).toMatchObject({
      content: [{ text: 'Echo: hi' }],
    })
    const sampled = await client.callTool({
      name: 'trigger-sampling-request',
      arguments: { prompt: 'Say something', maxTokens: 10 },
    })
    expect(JSON.stringify(sampled)).toContain('sampled words')
    const { resources } = await client.listResources()
    expect(resources.length).toBeGreaterThan(0)
  })

  test('a server that dies ends the session: the gateway is to begin a new one', async () => {
    const tenant = await RunningTenant.start(await start(transport), { kind })
    tenants.push(tenant)
    const client = await tenant.client()
    const call = client.callTool({
      name: 'trigger-long-running-operation',
      arguments: { duration: 20, steps: 2 },
    })
    const failed = expect(call).rejects.toThrow(/outcome is unknown|not be|may or may not/i)
    setTimeout(() => children[0]?.kill('SIGKILL'), 300)
    await failed
  })
})

test('an address that is no event stream is told so', async () => {
  const url = await start('streamableHttp')
  const tenant = new RunningTenant(url, { kind: 'sse' })
  tenants.push(tenant)
  expect(await tenant.ended()).toMatchObject({
    kind: 'spawn-failed',
    message: expect.stringMatching(/HTTP 4/),
  })
})
