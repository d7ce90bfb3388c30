// The client the official suite starts: node --import ../../support/typescript-sources.mjs driver.ts URL
// The suite's server is the upstream of a remote tenant; a plain client of SDK 1.x goes through the tenant's pipe,
// so that what is measured is how this program behaves as a client.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { playModern } from './modern-play'
import { RunningTenant } from '../../external/support/remote-tenant'
import { signInAutomatically } from './sign-in'

const CIMD_URL = 'https://conformance-test.local/client-metadata.json'
const scenario = process.env['MCP_CONFORMANCE_SCENARIO'] ?? ''
const url = process.argv.at(-1) ?? ''
const context = z
  .looseObject({
    client_id: z.string().optional(),
    client_secret: z.string().optional(),
    toolCalls: z
      .array(z.looseObject({ name: z.string(), arguments: z.looseObject({}).optional() }))
      .default([]),
  })
  .parse(JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}'))

/** A client registered beforehand is kept as if this program had registered it. */
const credentials =
  context.client_id === undefined
    ? null
    : JSON.stringify({ client: { client_id: context.client_id, client_secret: context.client_secret } })

const tenant = new RunningTenant(url, {
  clientMetadataUrl: CIMD_URL,
  credentials,
  requestTimeoutMs: 20_000,
})
const signIn = signInAutomatically(tenant)
await Promise.race([tenant.listening(), signIn.patience])
// These look at the wire of the newest revision only; the others do for both.
const isModern =
  process.env['MCP_CONFORMANCE_PROTOCOL_VERSION'] === '2026-07-28' && /^(http-|request-)/.test(scenario)
if (isModern) await playModern(await tenant.transport(), context.toolCalls)
else await play(await connect())
await tenant.close()

async function play(one: Client): Promise<void> {
  const { tools } = await signIn.retrying(() => one.listTools())
  const call = (name: string, args: Record<string, unknown> = {}): Promise<unknown> =>
    signIn.retrying(() => one.callTool({ name, arguments: args }))
  if (scenario === 'initialize') return
  if (scenario === 'tools_call') await call('add_numbers', { a: 5, b: 3 })
  else if (scenario === 'json-schema-2020-12-preservation') {
    const schema = tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema
    await call('json_schema_echo', { schema })
  } else for (const { name } of tools) await call(name)
}

async function connect(): Promise<Client> {
  return await signIn.retrying(() =>
    tenant.client({ elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} }, (one) =>
      one.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} })),
    ),
  )
}
