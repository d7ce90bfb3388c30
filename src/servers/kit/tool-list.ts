import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { ListToolsResultSchema, type ListToolsResult } from '@modelcontextprotocol/sdk/types.js'

/**
 * Asks a server for its tools in the SDK's own way, over a memory pair, and closes it.
 *
 * The SDK turns every zod schema into JSON Schema anew for each `tools/list`, which costs milliseconds; the tools of
 * a service never change while it runs, so one answer serves every session.
 */
export async function listToolsOnce(server: McpServer): Promise<ListToolsResult> {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const answered = new Promise<ListToolsResult>((resolve, reject) => {
    near.onmessage = (message) => {
      if ('result' in message) resolve(ListToolsResultSchema.parse(message.result))
      else reject(new Error(`tools/list failed: ${JSON.stringify(message)}`))
    }
  })
  await server.connect(far)
  await near.start()
  await near.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  const list = await answered
  await server.close()
  return list
}
