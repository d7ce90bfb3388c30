import { Buffer } from 'node:buffer'
import type { JsonRpcRequest } from '@shared/mcp/json-rpc'

/** The member of a request's params that its `Mcp-Name` header repeats (revision 2026-07-28, transports). */
const nameMember: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
}

/** The headers that repeat parts of a 2026-07-28 request, so that proxies need not read its body. */
export function requestHeaders(request: JsonRpcRequest, revision: string): Record<string, string> {
  const member = Object.hasOwn(nameMember, request.method) ? nameMember[request.method] : undefined
  const name = member === undefined ? undefined : request.params?.[member]
  return {
    'mcp-protocol-version': encodeHeaderValue(revision),
    'mcp-method': encodeHeaderValue(request.method),
    ...(typeof name === 'string' ? { 'mcp-name': encodeHeaderValue(name) } : {}),
  }
}

/** Plain ASCII as it is; anything else, and what could be mistaken for it, as base64 of its UTF-8. */
export function encodeHeaderValue(value: string): string {
  const isPlain =
    /^[\t\x20-\x7e]+$/.test(value) && value === value.trim() && !/^=\?base64\?.*\?=$/.test(value)
  return isPlain ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`
}
