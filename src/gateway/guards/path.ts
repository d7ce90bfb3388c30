import { DEFAULT_PROFILE } from '@shared/domain/profile'
import { rpcCode } from '@shared/mcp/json-rpc'
import type { Refusal, RequestHead } from './refusal'

export const MCP_PATH = '/mcp'
/** The "service" whose port joins all the others. */
export const COMBINED_SERVICE = 'gateway'
const ALLOW = 'GET, POST, DELETE'
/** The form of a profile's or service's id; longer or stranger ones are nobody's. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/**
 * Which endpoint a path means. On the combined port `/mcp` is the profile `default` and `/mcp/ID` a profile or
 * one service; a service's own port knows only `/mcp`. What comes after `?` is for a later guard to refuse.
 * @returns a profile's or service's id, whether there is one or not; null when the path is no endpoint's
 */
export function endpointOf(url: string, serviceId: string): string | null {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  const isCombined = serviceId === COMBINED_SERVICE
  if (path === MCP_PATH) return isCombined ? DEFAULT_PROFILE : serviceId
  if (!isCombined || !path.startsWith(`${MCP_PATH}/`)) return null
  const id = path.slice(MCP_PATH.length + 1)
  return ID.test(id) ? id : null
}

/**
 * Few paths, three methods. Everything else is unknown before any token is asked for: a 401 on
 * `/.well-known/*` or `/register` would send clients into an OAuth dance that leads nowhere.
 */
export function checkPath(request: RequestHead, serviceId: string): Refusal | null {
  if (endpointOf(request.url ?? '', serviceId) === null)
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
