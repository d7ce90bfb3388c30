import type { IncomingHttpHeaders } from 'node:http'
import type { JsonRpcRequest } from '@shared/mcp/json-rpc'
import { headerMismatch, type Fault } from './fault'
import { decodeHeader } from './header-value'

/** Which member of the params `Mcp-Name` repeats. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
}

/**
 * The headers that repeat what the body says, so that what stands between can route without reading bodies. A
 * request whose headers lie could pass such a thing as one call and arrive as another.
 */
export function checkStandardHeaders(request: JsonRpcRequest, headers: IncomingHttpHeaders): Fault | null {
  if (headers['mcp-protocol-version'] === undefined)
    return headerMismatch('the header MCP-Protocol-Version is missing.', '(missing)', '_meta')
  const method = one(headers['mcp-method'])
  if (method !== request.method)
    return headerMismatch('Mcp-Method must be the method.', method ?? '(missing)', request.method)
  return checkName(request, one(headers['mcp-name']))
}

function checkName(request: JsonRpcRequest, header: string | undefined): Fault | null {
  const member = Object.hasOwn(NAMED_BY, request.method) ? NAMED_BY[request.method] : undefined
  const value = member === undefined ? undefined : request.params?.[member]
  if (typeof value !== 'string') return null
  const named = header === undefined ? undefined : decodeHeader(header)
  if (named === value) return null
  return headerMismatch(`Mcp-Name must be params.${member}.`, header ?? '(missing)', value)
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined
}
