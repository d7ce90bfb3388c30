import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { ToolDefinition, ToolResult } from '@shared/mcp/tool'
import { z } from 'zod'

/** A slow tool may take this long; the client's own way to stop it earlier is to cancel. */
const CALL_TIMEOUT_MS = 300_000
/** A server that never ends its list is cut off here. */
const MAX_PAGES = 50

const ToolPage = z.looseObject({ tools: z.array(ToolDefinition), nextCursor: z.string().optional() })

/** Hears what a call tells before its answer. */
export type OnProgress = (told: {
  progress: number
  total?: number | undefined
  message?: string | undefined
}) => void

/** One MCP session with a service. */
export interface Session {
  listTools(signal?: AbortSignal): Promise<ToolDefinition[]>
  callTool(
    name: string,
    args: Record<string, unknown>,
    signal?: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<ToolResult>
  close(): Promise<void>
}

/** Opens a session over streamable HTTP; the SDK is loaded with the first one. */
export async function openSession(url: string, token: string, version: string): Promise<Session> {
  const [{ Client }, { StreamableHTTPClientTransport }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ])
  const client = new Client({ name: 'omnimind', version })
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  })
  await client.connect(transport)
  return {
    listTools: (signal) => listTools(client, signal),
    async callTool(name, args, signal, onProgress) {
      const params = { name, arguments: args }
      const more = { ...options(signal), ...(onProgress && { onprogress: onProgress }) }
      return client.request({ method: 'tools/call', params }, ToolResult, more)
    },
    async close() {
      await transport.terminateSession().catch(() => {})
      await client.close()
    },
  }
}

async function listTools(client: Client, signal: AbortSignal | undefined): Promise<ToolDefinition[]> {
  const tools: ToolDefinition[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor }
    const answer = await client.request({ method: 'tools/list', params }, ToolPage, options(signal))
    tools.push(...answer.tools)
    cursor = answer.nextCursor
    if (cursor === undefined) return tools
  }
  return tools
}

function options(signal: AbortSignal | undefined) {
  return { timeout: CALL_TIMEOUT_MS, resetTimeoutOnProgress: true, ...(signal && { signal }) }
}
