import type { LineEdges } from '@shared/lib/json-lines'
import { isResponse } from '@shared/mcp/json-rpc'
import { parseLine } from '@shared/mcp/parse-line'
import { peekResponse, tokenAtHead, type Peeked } from '@shared/mcp/peek-response'

export { peekResponse, type Peeked } from '@shared/mcp/peek-response'

/** Like `peekResponse`, for a response in any order of members. @returns null when it is no response */
export function readResponse(line: string): Peeked | null {
  const peeked = peekResponse(line)
  if (peeked) return peeked
  const message = parseLine(line)
  if (!message || !isResponse(message)) return null
  return { token: JSON.stringify(message.id), kind: message.error === undefined ? 'result' : 'error' }
}

/** @returns the id, as JSON text, of the request that a line too long to be read answers; null when it does not say */
export function tokenOfSkipped({ head, tail }: LineEdges): string | null {
  if (/^\{"(result|error)":/.test(head)) return peekResponse(head + tail)?.token ?? null
  return tokenAtHead(head)
}
