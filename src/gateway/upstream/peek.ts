import { asJsonRpcMessage, isResponse, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import { measureJson } from '../guards/json-shape'

/** What a response line says without being parsed. `token` is the id as JSON text, `7` or `"a"`. */
export interface Peeked {
  token: string
  kind: 'result' | 'error'
}

const ID = String.raw`(-?\d{1,16}|"[^"\\]{0,256}")`
const TAIL = new RegExp(String.raw`,"jsonrpc":"2\.0","id":${ID}\}$`)
const HEAD = new RegExp(String.raw`^\{"jsonrpc":"2\.0","id":${ID},"(result|error)":`)
/** Longer than both patterns can be. */
const WINDOW = 320

/**
 * Reads id and kind of a response from its first or last characters, where the common libraries put them:
 * parsing a large result only to pass it on would be most of the gateway's work. Sound for valid JSON: the
 * last `}` closes the outermost object, so the member before it belongs to that object.
 * @returns null when the line is something else or written in another order; then it must be parsed
 */
export function peekResponse(line: string): Peeked | null {
  const isResult = line.startsWith('{"result":')
  if (isResult || line.startsWith('{"error":')) {
    const token = TAIL.exec(line.slice(-WINDOW))?.[1]
    return token === undefined ? null : { token, kind: isResult ? 'result' : 'error' }
  }
  const head = HEAD.exec(line.slice(0, WINDOW))
  // With the id first, a trailing extra member (relatedRequestId) would go unseen and leave the machine's inside.
  if (!head || line.slice(-WINDOW).includes('"relatedRequestId"')) return null
  return { token: head[1] as string, kind: head[2] as 'result' | 'error' }
}

/** Like `peekResponse`, for a response in any order of members. @returns null when it is no response */
export function readResponse(line: string): Peeked | null {
  const peeked = peekResponse(line)
  if (peeked) return peeked
  const message = parseLine(line)
  if (!message || !isResponse(message)) return null
  return { token: JSON.stringify(message.id), kind: message.error === undefined ? 'result' : 'error' }
}

/** Deeper JSON can be parsed, but not written out again: JSON.stringify runs out of stack. */
const MAX_DEPTH = 1_000

/** @returns null when the line is not one JSON-RPC message */
export function parseLine(line: string): JsonRpcMessage | null {
  if (measureJson(line, MAX_DEPTH).depth > MAX_DEPTH) return null
  try {
    return asJsonRpcMessage(JSON.parse(line))
  } catch {
    return null
  }
}
