import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'

/** Asks a service of revision 2026-07-28 on its pipe. @returns the results, in the order of the methods */
export async function askedOnPipe(
  endpoint: string,
  methods: readonly string[],
): Promise<Record<string, unknown>[]> {
  const socket = connect(endpoint)
  await once(socket, 'connect')
  const results: Record<string, unknown>[] = []
  const lines = createInterface(socket)[Symbol.asyncIterator]()
  for (const [id, method] of methods.entries()) {
    const _meta = { [metaKey.protocolVersion]: MODERN_VERSION, [metaKey.clientCapabilities]: {} }
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params: { _meta } })}\n`)
    const { value } = await lines.next()
    results.push((JSON.parse(String(value)) as { result: Record<string, unknown> }).result)
  }
  socket.destroy()
  return results
}
