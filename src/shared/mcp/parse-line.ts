import { asJsonRpcMessage, type JsonRpcMessage } from './json-rpc'
import { MAX_DEPTH, measureJson } from './json-shape'

/** What is said to a peer about a line that is none. */
export const NO_MESSAGE = 'Invalid request: not one JSON-RPC 2.0 message.'

/** Reads a line as one JSON-RPC message. @returns null when it is none, or is nested too deep */
export function parseLine(line: string): JsonRpcMessage | null {
  if (measureJson(line, MAX_DEPTH).depth > MAX_DEPTH) return null
  try {
    return asJsonRpcMessage(JSON.parse(line))
  } catch {
    return null
  }
}
