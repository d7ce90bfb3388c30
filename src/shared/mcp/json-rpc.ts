/** JSON-RPC 2.0 as MCP uses it: no batches, ids are strings or whole numbers. Source: jsonrpc.org/specification. */
export type JsonRpcId = string | number

export interface JsonRpcRequest {
  jsonrpc: '2.0'
  id: JsonRpcId
  method: string
  params?: Record<string, unknown>
}
export interface JsonRpcNotification {
  jsonrpc: '2.0'
  method: string
  params?: Record<string, unknown>
}
export interface JsonRpcError {
  code: number
  message: string
  data?: unknown
}
export interface JsonRpcResponse {
  jsonrpc: '2.0'
  id: JsonRpcId | null
  result?: unknown
  error?: JsonRpcError
}
export type JsonRpcMessage = JsonRpcRequest | JsonRpcNotification | JsonRpcResponse

/**
 * On a private pipe each line is one JSON-RPC message. A line from server to client that belongs to a request
 * still running (progress, log, sampling, elicitation) names it in this extra top-level member, so that the
 * gateway puts it on that request's stream; the gateway removes it before it leaves the machine's inside.
 */
export const RELATED_REQUEST = 'relatedRequestId'

/** JSON-RPC's own codes, MCP's, and ours (-32050 to -32059, the range left to implementations). */
export const rpcCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** The service died while the call was running: it may or may not have taken effect. Never repeated. */
  outcomeUnknown: -32050,
  /** The service is not running and did not come up in time. Safe to try again. */
  serviceUnavailable: -32051,
  /** Refused before it reached the service (limits, caps). */
  refused: -32052,
  /** The service did not answer in time; it was told to stop, and may or may not have taken effect. */
  timeout: -32053,
} as const

export function isRequest(message: JsonRpcMessage): message is JsonRpcRequest {
  return 'method' in message && 'id' in message
}
export function isNotification(message: JsonRpcMessage): message is JsonRpcNotification {
  return 'method' in message && !('id' in message)
}
export function isResponse(message: JsonRpcMessage): message is JsonRpcResponse {
  return !('method' in message)
}

export function isJsonRpcId(value: unknown): value is JsonRpcId {
  return (
    (typeof value === 'string' && value.length <= 256) ||
    (typeof value === 'number' && Number.isSafeInteger(value))
  )
}

/**
 * Decides what a parsed JSON value is. Checked by hand, not by a schema library: it is on the path of every
 * byte the gateway carries.
 * @returns the message, or null when it is not exactly one well-formed JSON-RPC message
 */
export function asJsonRpcMessage(value: unknown): JsonRpcMessage | null {
  if (!isPlainObject(value) || value['jsonrpc'] !== '2.0') return null
  if (typeof value['method'] === 'string') {
    const params = value['params']
    if (params !== undefined && !isPlainObject(params)) return null
    if ('id' in value && !isJsonRpcId(value['id'])) return null
    if ('result' in value || 'error' in value) return null
    return value as unknown as JsonRpcRequest | JsonRpcNotification
  }
  if ('method' in value || !('id' in value) || 'result' in value === 'error' in value) return null
  if (value['id'] !== null && !isJsonRpcId(value['id'])) return null
  if ('error' in value && !isErrorObject(value['error'])) return null
  return value as unknown as JsonRpcResponse
}

export function errorResponse(
  id: JsonRpcId | null,
  code: number,
  message: string,
  data?: unknown,
): JsonRpcResponse {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } }
}

function isErrorObject(value: unknown): value is JsonRpcError {
  return isPlainObject(value) && typeof value['code'] === 'number' && typeof value['message'] === 'string'
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
