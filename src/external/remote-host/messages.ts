import { asJsonRpcMessage, isPlainObject, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import { metaKey } from '@shared/mcp/modern'

/** @returns the revision a message names for itself, or null for one of the sessions' era */
export function ownRevision(message: JsonRpcMessage): string | null {
  if (!('method' in message)) return null
  const meta = message.params?.['_meta']
  const version = isPlainObject(meta) ? meta[metaKey.protocolVersion] : undefined
  return typeof version === 'string' ? version : null
}

/**
 * Reads what a server sent as one message; revision 2025-03-26 also allowed several in a list.
 * @returns the messages; what is none is left out
 */
export function readMessages(text: string): JsonRpcMessage[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  return (Array.isArray(value) ? value : [value])
    .map((one) => asJsonRpcMessage(one))
    .filter((message) => message !== null)
}

/** A call may change something; everything else may be asked twice. */
export function hasEffect(method: string): boolean {
  return method === 'tools/call' || method.startsWith('tasks/')
}
