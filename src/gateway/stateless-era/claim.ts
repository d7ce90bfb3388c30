import type { IncomingHttpHeaders } from 'node:http'
import { isPlainObject, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { PROTOCOL_VERSIONS } from '../session-era/methods'

/**
 * True when a request is in the manner of 2026-07-28 or of a revision newer than all we know (which is then told
 * what there is). The body counts before the header; a plain `initialize` always belongs to the older manner.
 */
export function claimsModern(headers: IncomingHttpHeaders, message?: JsonRpcMessage): boolean {
  const claimed = message && metaOf(message)?.[metaKey.protocolVersion]
  if (claimed !== undefined) return !isInitialize(message) || isModernVersion(claimed)
  if (isInitialize(message)) return false
  return headers['mcp-session-id'] === undefined && isModernVersion(headers['mcp-protocol-version'])
}

/** The `_meta` of a message's params. */
export function metaOf(message: JsonRpcMessage): Record<string, unknown> | undefined {
  if (!('method' in message) || !isPlainObject(message.params)) return undefined
  const meta = message.params['_meta']
  return isPlainObject(meta) ? meta : undefined
}

function isInitialize(message?: JsonRpcMessage): boolean {
  return message !== undefined && 'method' in message && message.method === 'initialize'
}

/** Revisions are dates: those that sort after ours are newer. What is no date is nobody's older revision. */
function isModernVersion(version: unknown): boolean {
  if (typeof version !== 'string' || PROTOCOL_VERSIONS.has(version)) return false
  return /^\d{4}-\d{2}-\d{2}$/.test(version) ? version >= MODERN_VERSION : true
}
