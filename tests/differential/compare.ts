import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { resolve } from 'node:path'
import { z } from 'zod'

/** One call as a client sends it; arguments may be anything, also wrong. */
export interface Call {
  tool: string
  arguments: Record<string, unknown>
}

/** What a client got: the raw result, or the protocol error. */
export type Answer = { result: unknown } | { error: { code: unknown; message: string } }

const anything = z.looseObject({})

/** Calls without the SDK's checks on the result, so that the answers are compared as they came. */
export async function answer(client: Client, call: Call): Promise<Answer> {
  try {
    const params = { name: call.tool, arguments: call.arguments }
    return { result: await client.request({ method: 'tools/call', params }, anything) }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    return { error: { code, message } }
  }
}

/** The tools as they are listed, in order, as raw JSON. */
export async function listedTools(client: Client): Promise<{ name: string }[]> {
  const { tools } = await client.request(
    { method: 'tools/list', params: {} },
    z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) }),
  )
  return tools
}

/** An official server from npm, over stdio. */
export async function official(
  packageName: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Client> {
  const entry = resolve(import.meta.dirname, '../../node_modules', packageName, 'dist/index.js')
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [entry, ...args],
    env: { ...(process.env as Record<string, string>), ...env },
    stderr: 'ignore',
  })
  const client = new Client({ name: 'differential', version: '1.0' })
  await client.connect(transport)
  return client
}
