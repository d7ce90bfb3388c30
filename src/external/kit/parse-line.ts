import { asJsonRpcMessage, type JsonRpcMessage } from '@shared/mcp/json-rpc'

/** What is said about a line that is none. */
export const NO_MESSAGE = 'Invalid request: not one JSON-RPC 2.0 message.'

/** Reads a line as one JSON-RPC message. @returns null when it is none */
export function parseLine(line: string): JsonRpcMessage | null {
  try {
    return asJsonRpcMessage(JSON.parse(line))
  } catch {
    return null
  }
}
