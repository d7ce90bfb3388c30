import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Offer } from '@shared/contract/playground'
import { rpcCode } from '@shared/mcp/json-rpc'
import { ToolDefinition } from '@shared/mcp/tool'
import { z } from 'zod'

/** A server that never ends its list is cut off here. */
const MAX_PAGES = 50

const entry = z.record(z.string(), z.unknown())

/** Everything an address offers, as a client sees it. What it does not declare is empty. */
export async function readOffer(
  url: string,
  deps: { token: string; version: string },
  signal?: AbortSignal,
): Promise<Offer> {
  const [{ Client }, { StreamableHTTPClientTransport }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ])
  const client = new Client({ name: 'omnimind-playground', version: deps.version })
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${deps.token}` } },
  })
  try {
    await client.connect(transport, { ...(signal && { signal }) })
    const { tools, prompts, resources } = client.getServerCapabilities() ?? {}
    return {
      tools: tools ? await pages(client, 'tools/list', 'tools', ToolDefinition, signal) : [],
      prompts: prompts ? await pages(client, 'prompts/list', 'prompts', entry, signal) : [],
      resources: resources ? await pages(client, 'resources/list', 'resources', entry, signal) : [],
      resourceTemplates: resources
        ? await pages(client, 'resources/templates/list', 'resourceTemplates', entry, signal)
        : [],
    }
  } finally {
    await transport.terminateSession().catch(() => {})
    await client.close()
  }
}

/** What a server declares but does not answer counts as nothing: many declare resources and know no templates. */
async function pages<T>(
  client: Client,
  method: string,
  member: string,
  item: z.ZodType<T>,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  try {
    return await allPages(client, method, member, item, signal)
  } catch (error) {
    if ((error as { code?: unknown }).code === rpcCode.methodNotFound) return []
    throw error
  }
}

async function allPages<T>(
  client: Client,
  method: string,
  member: string,
  item: z.ZodType<T>,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const Page = z.looseObject({ [member]: z.array(item), nextCursor: z.string().optional() })
  const found: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor }
    const answer = await client.request({ method, params }, Page, { ...(signal && { signal }) })
    found.push(...(answer[member] as T[]))
    cursor = answer['nextCursor'] as string | undefined
    if (cursor === undefined) break
  }
  return found
}
