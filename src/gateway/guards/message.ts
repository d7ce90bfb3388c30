import { isUtf8 } from 'node:buffer'
import { asJsonRpcMessage, isPlainObject, rpcCode, type JsonRpcMessage } from '@shared/mcp/json-rpc'
import { measureJson, type JsonShape } from '@shared/mcp/json-shape'
import type { Refusal } from './refusal'

/** A client's message: what it says, and its own text on one line, ready for a pipe. */
export interface Received {
  message: JsonRpcMessage
  line: string
  bytes: number
}

/** Turns a body into exactly one JSON-RPC message, or says what is wrong with it. */
export function parseMessage(body: Buffer, maxDepth: number): Received | Refusal {
  if (!isUtf8(body)) return malformed('The body is not valid UTF-8.')
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf)
    return malformed('The body starts with a byte order mark. Send plain UTF-8.')
  const text = body.toString('utf8')
  const shape = measureJson(text, maxDepth)
  if (shape.depth > maxDepth) return malformed(`The JSON is nested deeper than ${maxDepth} levels.`)
  const value = tryParse(text)
  if (value === undefined) return malformed('The body is not valid JSON.')
  if (Array.isArray(value)) return invalid('Batches are not supported. Send one message per request.')
  const message = asJsonRpcMessage(value)
  if (!message) return invalid('The body is not a JSON-RPC 2.0 request, notification or response.')
  if (hasRepeatedNames(message, shape)) return invalid('A member of the message is given twice.')
  return { message, line: oneLine(text), bytes: body.length }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Parsers disagree on which of two members with the same name counts, so a check made here could be passed by
 * one and the other be executed there.
 */
function hasRepeatedNames(message: object, shape: JsonShape): boolean {
  const values: unknown[] = Object.values(message)
  let inner = 0
  for (const value of values) if (isPlainObject(value)) inner += Object.keys(value).length
  return shape.members !== values.length || shape.innerMembers !== inner
}

/** Line breaks can stand between tokens only (in strings JSON escapes them), where a space means the same. */
function oneLine(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, ' ') : text
}

function malformed(message: string): Refusal {
  return { guard: 'message', status: 400, code: rpcCode.parseError, message }
}

function invalid(message: string): Refusal {
  return { guard: 'message', status: 400, code: rpcCode.invalidRequest, message }
}
