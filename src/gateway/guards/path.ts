import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

export const MCP_PATH = '/mcp'
const ALLOW = 'GET, POST, DELETE'

/**
 * One path, three methods. Everything else is unknown before any token is asked for: a 401 on
 * `/.well-known/*` or `/register` would send clients into an OAuth dance that leads nowhere.
 */
export function checkPath(request: RequestHead): Refusal | null {
  const url = request.url ?? ''
  const isMcp = url === MCP_PATH || url.startsWith(`${MCP_PATH}?`)
  if (!isMcp)
    return {
      guard: 'path',
      status: 404,
      code: rpcCode.refused,
      message: 'There is nothing here. The MCP endpoint is /mcp and takes a bearer token, no OAuth.',
    }
  if (request.method === 'POST' || request.method === 'GET' || request.method === 'DELETE') return null
  return {
    guard: 'method',
    status: 405,
    code: rpcCode.refused,
    message: `Use ${ALLOW} on /mcp.`,
    headers: { allow: ALLOW },
  }
}
