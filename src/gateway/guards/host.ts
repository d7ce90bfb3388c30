import { rpcCode } from '@shared/mcp/json-rpc'
import type { Door } from './door'
import { rawValues, type Refusal, type RequestHead } from './refusal'

/**
 * Stops DNS rebinding: a page whose name points at 127.0.0.1 still sends its own name as Host. The raw value is
 * compared whole; anything that parses URLs can be talked into accepting `evil.com@127.0.0.1`.
 */
export function checkHost(request: RequestHead, door: Door): Refusal | null {
  const values = rawValues(request, 'host')
  if (values.length === 1 && door.hosts.has((values[0] as string).toLowerCase())) return null
  return {
    guard: 'host',
    status: 403,
    code: rpcCode.refused,
    message: `The Host header must be exactly 127.0.0.1:${door.port} or localhost:${door.port}. Use http://127.0.0.1:${door.port}/mcp.`,
  }
}
